import { readFileSync } from 'node:fs'
import { openDatabase } from '#src/platform/database/database.ts'
import { recordPurchases } from '#src/purchases/store.ts'
const what=process.argv[2]
const d=await openDatabase({databaseUrl:undefined,dataFolder:'/tmp/ins-data'})
const db=d.prisma
await db.purchase.deleteMany(); await db.client.deleteMany()
const rows = what==='cdnow' ? readFileSync('/work/shared/corpora/clv/CDNOW_sample.txt','utf8').trim().split('\n').map((l,i)=>{const [,id,dt,,amt]=l.trim().split(/\s+/); return {c:String(+id!),on:`${dt!.slice(0,4)}-${dt!.slice(4,6)}-${dt!.slice(6)}`,a:BigInt(Math.round(+amt!*100)),x:'o'+i}})
 : readFileSync('/work/shared/corpora/clv/rfm_data_orders.csv','utf8').trim().split('\n').slice(1).map((l,i)=>{const f=l.split(','); return {c:f[0]!,on:f[1]!,a:BigInt(+f[2]!*100),x:'o'+i}})
const ids=[...new Set(rows.map(r=>r.c))]
const made=await db.client.createManyAndReturn({data:ids.map(c=>({externalId:c,name:'Client '+c,state:'active',stateReason:'import'})),select:{id:true,externalId:true}})
const m=new Map(made.map(x=>[x.externalId,x.id]))
let t=performance.now()
console.log(await recordPurchases(db,'import',rows.map(r=>({clientId:m.get(r.c)!,externalId:r.x,on:r.on,currency:'EUR',amount:r.a,discount:0n,lines:[]}))), performance.now()-t)
await d.close()
