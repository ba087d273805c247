import { betaDensity, betaQuantile, betaShare } from '../betaDistribution.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { realAt } from './callArguments.ts';

/** The beta distribution, and a test that builds on it. */
export const distributions: ScalarFunctions = {
  beta_cdf: (call) => ofReals(call, betaCdf),
  beta_pdf: (call) => ofReals(call, betaPdf),
  beta_inv: (call) => ofReals(call, betaInv),
  welch_test: (call) => ofReals(call, welchTest),
};

/** Null where one of the arguments is. */
function ofReals(call: ScalarCall, apply: (values: readonly number[]) => number | null): Evaluator {
  const reads = call.args.map((_, index) => realAt(call, index));
  return (row) => {
    const values = reads.map((read) => read(row));
    return values.every((value) => value !== null) ? apply(values) : null;
  };
}

const LARGEST_PARAMETER = 10_000;

function betaCdf([x = Number.NaN, alpha = 0, beta = 0]: readonly number[]): number {
  const isValid = x >= 0 && x <= 1 && alpha > 0 && beta > 0 && Math.max(alpha, beta) <= LARGEST_PARAMETER;
  return isValid ? betaShare(x, alpha, beta) : Number.NaN;
}

function betaPdf([x = Number.NaN, alpha = 0, beta = 0]: readonly number[]): number {
  if (!(x > 0 && x < 1 && alpha > 0 && beta > 0)) return Number.NaN;
  return betaDensity(x, ...exactParameters('beta_pdf', alpha, beta));
}

/** Whether others give null or NaN, the documentation and its example do not agree. */
function betaInv([share = Number.NaN, alpha = 0, beta = 0]: readonly number[]): number {
  if (share > 0 && share < 1 && alpha > 0 && beta > 0)
    return betaQuantile(share, ...exactParameters('beta_inv', alpha, beta));
  throw new QueryError(
    'beta_inv() is supported for probabilities between 0 and 1, and parameters above 0.',
    'beta_inv',
  );
}

/** Above the limit of beta_cdf() fewer than nine digits would be right. */
function exactParameters(name: string, alpha: number, beta: number): [number, number] {
  if (Math.max(alpha, beta) <= LARGEST_PARAMETER) return [alpha, beta];
  throw new QueryError(`${name}() is supported for parameters up to ${LARGEST_PARAMETER}.`, name);
}

/** The p-value of both tails of Student's distribution, which is one of the beta distribution. */
function welchTest([
  mean1 = 0,
  variance1 = 0,
  count1 = 0,
  mean2 = 0,
  variance2 = 0,
  count2 = 0,
]: readonly number[]): number {
  const [error1, error2] = [variance1 / count1, variance2 / count2];
  const error = error1 + error2;
  if (!(count1 > 1 && count2 > 1 && error1 >= 0 && error2 >= 0 && error > 0)) {
    throw new QueryError('welch_test() is supported for counts above one and variances above zero.', 'welch_test');
  }
  const freedom = error ** 2 / (error1 ** 2 / (count1 - 1) + error2 ** 2 / (count2 - 1));
  const square = (mean1 - mean2) ** 2 / error;
  return betaShare(freedom / (freedom + square), freedom / 2, 0.5);
}
