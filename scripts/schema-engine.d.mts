import type * as Engine from '@prisma/schema-engine-wasm'

export function loadEngine(): Promise<typeof Engine>
