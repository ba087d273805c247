import { QueryError } from './functionTable.ts';

/** Integers give exact factorials as far as real numbers hold them. Throws a QueryError at zero and negative integers. */
export function gamma(x: number): number {
  if (Number.isInteger(x)) return x > 0 ? factorial(x - 1) : refusePole('gamma');
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  if (x > LARGEST_GAMMA) return Number.POSITIVE_INFINITY;
  const t = x + LANCZOS_G - 0.5;
  // In two halves, because the power alone would already be infinite.
  const half = t ** ((x - 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-t) * half * lanczosSum(x - 1);
}

/** The logarithm of the absolute value of the gamma function. */
export function logGamma(x: number): number {
  if (Number.isInteger(x) && x <= 0) return refusePole('loggamma');
  if (Number.isInteger(x) && x <= 171) return Math.log(factorial(x - 1));
  if (!Number.isFinite(x)) return x === Number.NEGATIVE_INFINITY ? -x : x;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + LANCZOS_G - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(lanczosSum(x - 1));
}

/** What the real numbers hold of the gamma function ends just above 171.6, where they reach infinity. */
const LARGEST_GAMMA = 172;

function refusePole(name: string): never {
  throw new QueryError(`${name}() of zero or a negative integer is not supported.`, name);
}

function factorial(n: number): number {
  if (n > 170) return Number.POSITIVE_INFINITY;
  let product = 1;
  for (let factor = 2; factor <= n; factor += 1) product *= factor;
  return product;
}

/** The coefficients that Paul Godfrey computed for Lanczos' approximation, good to about 1e-15. */
const LANCZOS_G = 607 / 128;
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488,
  0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];

function lanczosSum(x: number): number {
  return LANCZOS.reduce((sum, coefficient, index) => sum + (index === 0 ? coefficient : coefficient / (x + index)), 0);
}

/** Above this the series would lose digits, and the continued fraction converges fast. */
const SERIES_UP_TO = 2.5;

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const value = size < SERIES_UP_TO ? erfSeries(size) : 1 - erfcFraction(size);
  return x < 0 ? -value : value;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 0) return 2 - erfc(-x);
  return x < SERIES_UP_TO ? 1 - erfSeries(x) : erfcFraction(x);
}

/** All terms are positive, so that none cancels another. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcFraction(x: number): number {
  let fraction = 0;
  for (let n = 80; n > 0; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}
