import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

let loading

/**
 * Prisma's schema engine, which comes as WebAssembly and so needs no download. Node 20 does not load WebAssembly by
 * import: the engine's two halves are joined by hand, once, as its own entry does.
 */
export function loadEngine() {
  loading ??= load()
  return loading
}

async function load() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const binary = readFileSync(entry.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return glue
}
