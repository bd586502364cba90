/** A promise that the test itself settles: what `Promise.withResolvers` is in newer Node versions. */
export function moment<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: ((value: T) => void) | undefined
  const promise = new Promise<T>((resolve) => (settle = resolve))
  return { promise, resolve: (value) => settle?.(value) }
}
