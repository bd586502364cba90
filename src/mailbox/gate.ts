/** Lets so many through at once for each key; the others wait their turn. */
export type Gate = <T>(key: string, act: () => Promise<T>) => Promise<T>

export function createGate(limit: number): Gate {
  const inside = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()
  const enter = async (key: string) => {
    if ((inside.get(key) ?? 0) >= limit)
      await new Promise<void>((resolve) => waiting.set(key, [...(waiting.get(key) ?? []), resolve]))
    else inside.set(key, (inside.get(key) ?? 0) + 1)
  }
  const leave = (key: string) => {
    // The place passes on to the next in turn, or is free.
    const next = waiting.get(key)?.shift()
    if (next) next()
    else inside.set(key, (inside.get(key) ?? 1) - 1)
  }
  return async (key, act) => {
    await enter(key)
    try {
      return await act()
    } finally {
      leave(key)
    }
  }
}
