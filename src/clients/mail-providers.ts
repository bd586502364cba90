/**
 * Domains under which anybody may have a mailbox: a client who writes from one belongs to no company because of it
 * (SEMANTICS C4). Providers with one domain per country are listed once in FAMILIES.
 */
const FAMILIES =
  'gmail googlemail yahoo ymail rocketmail hotmail outlook live msn gmx aol aim mail yandex zoho proton protonmail'.split(
    ' '
  )

const DOMAINS = new Set(
  `
  gmail.com googlemail.com icloud.com me.com mac.com pm.me tutanota.com tutanota.de tuta.io tuta.com tutamail.com keemail.me
  hushmail.com fastmail.com fastmail.fm mailbox.org posteo.net posteo.de posteo.eu startmail.com runbox.com hey.com
  mailfence.com disroot.org riseup.net kolabnow.com ctemplar.com duck.com mozmail.com privaterelay.appleid.com
  simplelogin.com anonaddy.me mail.ru bk.ru list.ru inbox.ru internet.ru ya.ru rambler.ru ukr.net i.ua qq.com foxmail.com
  163.com 126.com yeah.net sina.com sina.cn sohu.com naver.com daum.net hanmail.net rediffmail.com web.de freenet.de
  t-online.de arcor.de online.de 1und1.de gmx.net email.de freemail.hu citromail.hu seznam.cz email.cz centrum.cz wp.pl
  o2.pl onet.pl onet.eu interia.pl poczta.onet.pl op.pl tlen.pl libero.it virgilio.it alice.it tiscali.it tin.it
  fastwebnet.it inwind.it iol.it email.it terra.es telefonica.net ono.com sapo.pt clix.pt netcabo.pt otenet.gr
  telenet.be skynet.be proximus.be belgacom.net scarlet.be voo.be brutele.be base.be
  bluewin.ch sunrise.ch hispeed.ch bluemail.ch vtxnet.ch romandie.com netplus.ch infomaniak.ch ik.me
  pt.lu vo.lu internet.lu
  ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl hetnet.nl chello.nl casema.nl
  orange.fr wanadoo.fr voila.fr free.fr aliceadsl.fr alice.fr sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr
  numericable.com noos.fr 9online.fr 9business.fr bbox.fr laposte.net lapost.net caramail.com caramail.fr tele2.fr
  libertysurf.fr tiscali.fr chello.fr nordnet.fr nordnet.com infonie.fr ifrance.com netcourrier.com mailo.com mailo.fr
  dbmail.com freesbee.fr worldonline.fr oreka.com online.fr evhr.net estvideo.fr vialis.net zeop.re mediaserv.net
  only.fr ool.fr wibox.fr ozone.net knet.fr k-net.fr nerim.net ovh.fr sosh.fr redbysfr.fr cario.fr fdn.fr emailasso.net
  mailoo.org zaclys.net ouvaton.org francite.com lycos.fr multimania.fr mageos.com
  videotron.ca videotron.qc.ca sympatico.ca bell.net bellnet.ca cgocable.ca cogeco.ca cogeco.net rogers.com shaw.ca
  telus.net telusplanet.net globetrotter.net globetrotter.qc.ca oricom.ca b2b2c.ca axion.ca ebox.ca ebox.net distributel.net
  teksavvy.com eastlink.ca sasktel.net mts.net nb.sympatico.ca hotmail.qc.ca sogetel.net maskatel.net cooptel.qc.ca
  xplornet.com xplornet.ca primus.ca look.ca total.net qc.aira.com videotron.net derytele.com tlb.sympatico.ca fizz.ca
  aol.com aim.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
  juno.com netzero.net optonline.net frontier.com windstream.net centurylink.net q.com roadrunner.com rr.com twc.com
  mail.com email.com usa.com post.com europe.com consultant.com engineer.com myself.com inbox.com lycos.com excite.com
  btinternet.com btopenworld.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk sky.com tiscali.co.uk
  o2.co.uk plusnet.com freeserve.co.uk eircom.net iol.ie
  bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com
  menara.ma iam.net.ma topnet.tn planet.tn gnet.tn djaweb.dz
  yopmail.com yopmail.fr mailinator.com guerrillamail.com
  `
    .trim()
    .split(/\s+/)
)

/** Whether anybody may have a mailbox under this domain. */
export function isMailProvider(domain: string): boolean {
  if (DOMAINS.has(domain)) return true
  const [name = '', ...ending] = domain.split('.')
  const isCountryEnding = ending.length > 0 && ending.length <= 2 && ending.every((label) => label.length <= 3)
  return isCountryEnding && FAMILIES.includes(name) && !OWNED_BY_FIRMS.has(domain)
}

/** Names of a family that are somebody else's. */
const OWNED_BY_FIRMS = new Set(['proton.com.my', 'mail.be'])
