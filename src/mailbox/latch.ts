/** Remembers that something happened until it is looked at, so that nothing falls between two looks. */
export interface Latch {
  set: () => void
  /** Waits until it is set (or the time is over), and clears it. */
  take: (limitMs: number) => Promise<void>
}

export function createLatch(): Latch {
  let isSet = false
  let release: () => void = () => undefined
  return {
    set() {
      isSet = true
      release()
    },
    async take(limitMs) {
      if (!isSet) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          release = resolve
          timer = setTimeout(resolve, limitMs)
        })
        clearTimeout(timer)
      }
      isSet = false
    }
  }
}
