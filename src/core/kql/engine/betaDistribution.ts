import { logGamma } from './specialFunctions.ts';

/** The density at x, between 0 and 1, of the beta distribution with parameters above zero. */
export function betaDensity(x: number, alpha: number, beta: number): number {
  return Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x) - logBeta(alpha, beta));
}

/** The share of the distribution from 0 to x: the regularized incomplete beta function. */
export function betaShare(x: number, alpha: number, beta: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean only.
  if (x > (alpha + 1) / (alpha + beta + 2)) return 1 - betaShare(1 - x, beta, alpha);
  const front = Math.exp(alpha * Math.log(x) + beta * Math.log1p(-x) - logBeta(alpha, beta)) / alpha;
  return front * continuedFraction(x, alpha, beta);
}

/** The x to which a share between 0 and 1 reaches, found by halving the interval until real numbers have no middle. */
export function betaQuantile(share: number, alpha: number, beta: number): number {
  let [low, high] = [0, 1];
  for (let middle = 0.5; middle > low && middle < high; middle = (low + high) / 2) {
    if (betaShare(middle, alpha, beta) < share) low = middle;
    else high = middle;
  }
  return high;
}

function logBeta(alpha: number, beta: number): number {
  return logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
}

/** By Lentz's method; parameters up to 10,000 need some hundred steps. */
function continuedFraction(x: number, alpha: number, beta: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((alpha + beta) * x) / (alpha + 1));
  let fraction = d;
  for (let m = 1; m < MOST_STEPS; m += 1) {
    const even = (m * (beta - m) * x) / ((alpha + 2 * m - 1) * (alpha + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(alpha + m) * (alpha + beta + m) * x) / ((alpha + 2 * m) * (alpha + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

const MOST_STEPS = 10_000;

function notZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
