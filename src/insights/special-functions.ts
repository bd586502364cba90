/** Lanczos' coefficients for g = 7, nine terms (Numerical Recipes, 3rd edition, section 6.1; error below 1e-14). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
]
const HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI)

/** The natural logarithm of the gamma function. @param x above 0 */
export function logGamma(x: number): number {
  const base = x + 6.5
  const series = LANCZOS.reduce((sum, coefficient, i) => (i === 0 ? coefficient : sum + coefficient / (x - 1 + i)), 0)
  return HALF_LOG_2_PI + (x - 0.5) * Math.log(base) - base + Math.log(series)
}

/** The derivative of `logGamma`. @param x above 0 */
export function digamma(x: number): number {
  let shifted = x
  let result = 0
  while (shifted < 10) {
    result -= 1 / shifted
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  // Asymptotic series: Abramowitz and Stegun 6.3.18.
  const tail = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  return result + Math.log(shifted) - inverse / 2 - tail
}

/**
 * The standard normal's quantile: Acklam's rational approximation, relative error below 1.2e-9.
 * @param probability strictly between 0 and 1
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability)
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability))
    return polynomial(ACKLAM.tailTop, q) / polynomial([...ACKLAM.tailBottom, 1], q)
  }
  const q = probability - 0.5
  return (q * polynomial(ACKLAM.top, q * q)) / polynomial([...ACKLAM.bottom, 1], q * q)
}

const ACKLAM = {
  top: [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239
  ],
  bottom: [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1],
  tailTop: [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783
  ],
  tailBottom: [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]
}

/** Horner's rule. @param coefficients highest power first */
function polynomial(coefficients: number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0)
}

/**
 * The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (Numerical Recipes, section 6.4).
 * @param x between 0 and 1
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  return (Math.exp(front) * betaFraction(x, a, b)) / a
}

function betaFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300
  const apart = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / apart(1 + even * d)
    c = apart(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / apart(1 + odd * d)
    c = apart(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-14) break
  }
  return fraction
}
