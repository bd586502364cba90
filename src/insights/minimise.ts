/** A function to be made small, with its gradient at the same point. */
export type Objective = (point: number[]) => { value: number; gradient: number[] }

export interface Minimum {
  point: number[]
  value: number
  /** False where the search ran out of steps or got stuck on a slope. */
  converged: boolean
  /** What was learnt of the curvature: an estimate of the inverse Hessian at the point. */
  inverseHessian: number[][]
}

const STEPS_MAX = 300
const HALVINGS_MAX = 40
/** A drop of the value must be at least this share of what the slope promises (Armijo's rule). */
const SUFFICIENT_DROP = 1e-4
const NOISE = 1e-13

/**
 * The lowest minimum found by BFGS from each of the starting points. (Nocedal and Wright, Numerical Optimization, 2nd
 * edition, chapter 6.)
 */
export function minimise(objective: Objective, starts: number[][]): Minimum {
  const minima = starts.map((start) => descend(objective, { start, inverseHessian: identity(start.length) }))
  return minima.reduce((best, one) => (one.value < best.value || Number.isNaN(best.value) ? one : best))
}

/** Goes on from the minimum of a like function: few steps are left. @param scale how much steeper this function is */
export function refine(objective: Objective, near: Minimum, scale: number): Minimum {
  const inverseHessian = near.inverseHessian.map((row) => row.map((entry) => entry / scale))
  return descend(objective, { start: near.point, inverseHessian })
}

function descend(objective: Objective, from: { start: number[]; inverseHessian: number[][] }): Minimum {
  const size = from.start.length
  let point = from.start
  let { value, gradient } = objective(point)
  let inverseHessian = from.inverseHessian
  let isUnbent = false
  for (let step = 0; step < STEPS_MAX; step++) {
    if (isFlat(gradient, value)) return { point, value, converged: true, inverseHessian }
    const downhill = inverseHessian.map((row) => -dot(row, gradient))
    const isDownhill = dot(downhill, gradient) < 0
    const direction = limited(isDownhill ? downhill : gradient.map((slope) => -slope))
    const next = search(objective, { point, value, gradient, direction })
    const isStuck = !next && (!isDownhill || isUnbent)
    if (isStuck) return { point, value, converged: isNearlyFlat(gradient, value), inverseHessian }
    if (!next) {
      // The curvature that was learnt misleads here: begin again from the slope.
      inverseHessian = identity(size)
      isUnbent = true
      continue
    }
    // What is won is below the noise of the sum that is minimised.
    const isSettled = value - next.value <= NOISE * (1 + Math.abs(value)) && isNearlyFlat(next.gradient, next.value)
    if (isSettled) return { point: next.point, value: next.value, converged: true, inverseHessian }
    inverseHessian = updated(inverseHessian, {
      moved: next.point.map((x, i) => x - at(point, i)),
      turned: next.gradient.map((slope, i) => slope - at(gradient, i))
    })
    isUnbent = false
    ;({ point, value, gradient } = next)
  }
  return { point, value, converged: false, inverseHessian }
}

interface Line {
  point: number[]
  value: number
  gradient: number[]
  direction: number[]
}

/** Halves the step until the value drops enough; undefined where no step helps. */
function search(objective: Objective, line: Line) {
  const slope = dot(line.gradient, line.direction)
  let length = 1
  for (let halving = 0; halving < HALVINGS_MAX; halving++) {
    const point = line.point.map((x, i) => x + length * at(line.direction, i))
    const { value, gradient } = objective(point)
    const drops = value <= line.value + SUFFICIENT_DROP * length * slope && value < line.value
    if (drops && gradient.every(Number.isFinite)) return { point, value, gradient }
    length /= 2
  }
  return undefined
}

/** No step longer than 2 in any coordinate: coordinates are logarithms here, and e² is far enough for one step. */
function limited(direction: number[]): number[] {
  const longest = Math.max(...direction.map(Math.abs))
  return longest > 2 ? direction.map((x) => (x * 2) / longest) : direction
}

/** The BFGS update of the inverse Hessian; left as it is where the curvature condition fails. */
function updated(inverse: number[][], { moved, turned }: { moved: number[]; turned: number[] }): number[][] {
  const curvature = dot(moved, turned)
  if (!(curvature > 1e-12)) return inverse
  const image = inverse.map((row) => dot(row, turned))
  const scale = (1 + dot(turned, image) / curvature) / curvature
  return inverse.map((row, i) =>
    row.map(
      (entry, j) =>
        entry +
        scale * at(moved, i) * at(moved, j) -
        (at(image, i) * at(moved, j) + at(moved, i) * at(image, j)) / curvature
    )
  )
}

function isFlat(gradient: number[], value: number): boolean {
  return Math.max(...gradient.map(Math.abs)) <= 1e-9 * Math.max(1, Math.abs(value))
}

function isNearlyFlat(gradient: number[], value: number): boolean {
  return Math.max(...gradient.map(Math.abs)) <= 1e-6 * Math.max(1, Math.abs(value))
}

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, i) => sum + x * at(b, i), 0)
}

function at(vector: number[], index: number): number {
  return vector[index] ?? 0
}
