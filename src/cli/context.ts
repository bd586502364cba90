import type { Clock } from '#src/platform/clock.ts'
import { readConfig, type Config, type ConfigFlags } from '#src/platform/config.ts'
import { openDatabase, type Database } from '#src/platform/database/database.ts'
import { openLog, type Log } from '#src/platform/log.ts'
import { openQueue, type Queue } from '#src/platform/queue/queue.ts'
import { secureRandom, type Random } from '#src/platform/random.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { openSecrets, type Secrets } from '#src/platform/secrets.ts'
import { clockIn } from './demo-clock.ts'

/** What a verb works with. Each part is opened when it is first asked for, and closed when the verb has ended. */
export interface Cli {
  /** `--json`: print data for scripts. */
  json: boolean
  config: () => Config
  /** Adds a verb's own flags to the configuration, before anything but the configuration itself has been asked for. */
  configure: (flags: ConfigFlags) => void
  log: () => Log
  database: () => Promise<Database>
  queue: () => Promise<Queue>
  secrets: () => Promise<Secrets>
  clock: Clock
  random: Random
  /**
   * Prints the verb's result on stdout.
   * @param data what `--json` prints; bigints become numbers
   * @param human what a person reads
   */
  print: (data: unknown, human: string | (() => string)) => void
  /**
   * A signal that aborts when the person or the system asks the program to stop. A verb that takes it ends by itself in
   * good order, within seconds; any other is cut off and what it opened is closed.
   */
  stopSignal: () => AbortSignal
}

/** Flags that every verb takes, wherever they stand on the line. */
export interface GlobalFlags {
  json: boolean
  settings: ConfigFlags
}

/** Takes the global flags out of a command line. */
export function globalFlags(args: string[]): { flags: GlobalFlags; rest: string[] } {
  const flags: GlobalFlags = { json: false, settings: {} }
  const rest: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') return { flags, rest: [...rest, ...args.slice(index)] }
    if (arg === '--json') flags.json = true
    else if (arg === '--data') flags.settings.MAILLON_DATA = folder(args[++index])
    else if (arg.startsWith('--data=')) flags.settings.MAILLON_DATA = folder(arg.slice('--data='.length))
    else rest.push(arg)
  }
  return { flags, rest }
}

/** The context of one command line, and how to end it. */
export interface OpenCli {
  cli: Cli
  /** Resolves when the program was asked to stop and the verb did not take the signal. */
  cutOff: Promise<void>
  close: () => Promise<void>
}

/** Makes the context of one command line; nothing is opened yet. */
export function openCli({ json, settings }: GlobalFlags): OpenCli {
  const stopping = watchSignals()
  const config = once(() => readConfig(settings))
  const log = once(() => openLog(config()))
  const database = once(() => openDatabase(config()))
  const clock = once(() => clockIn(config().dataFolder))
  const queue = once(async () => openQueue(config(), await database(), log()))
  const cli: Cli = {
    json,
    config,
    configure(flags) {
      Object.assign(settings, flags)
      config.forget()
    },
    log,
    database,
    queue,
    secrets: once(async () => openSecrets(config(), (await database()).prisma)),
    clock: { now: () => clock().now() },
    random: secureRandom,
    print(data, human) {
      const text = json ? JSON.stringify(data, plain, 2) : typeof human === 'string' ? human : human()
      process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`)
    },
    stopSignal: () => stopping.take()
  }
  const close = async () => {
    stopping.forget()
    await queue.made()?.then(closeOne, ignore)
    await database.made()?.then(closeOne, ignore)
  }
  return { cli, cutOff: stopping.cutOff, close }
}

function folder(value: string | undefined): string {
  if (value === undefined || value === '')
    throw new Refusal('bad-flag', '--data needs the name of a folder.', { wrongUsage: true })
  return value
}

/** Calls `make` at the first use only; `made` tells what it gave, if it was called; after `forget` it is called anew. */
function once<T>(make: () => T): (() => T) & { made: () => T | undefined; forget: () => void } {
  let value: { of: T } | undefined
  const get = () => (value ??= { of: make() }).of
  return Object.assign(get, { made: () => value?.of, forget: () => void (value = undefined) })
}

async function closeOne(opened: { close(): Promise<void> }): Promise<void> {
  await opened.close()
}

/** A part that could not be opened has been reported where it was asked for, and holds nothing to close. */
function ignore(): void {}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** Not SIGHUP: taking it would undo `nohup`. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const

function watchSignals() {
  const controller = new AbortController()
  let isTaken = false
  let cut: () => void = ignore
  const cutOff = new Promise<void>((resolve) => (cut = resolve))
  const onSignal = () => {
    // A second signal means now: the database survives it as it survives a crash.
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    if (!isTaken) cut()
  }
  for (const name of STOP_SIGNALS) process.on(name, onSignal)
  return {
    cutOff,
    take() {
      isTaken = true
      return controller.signal
    },
    forget() {
      for (const name of STOP_SIGNALS) process.off(name, onSignal)
    }
  }
}
