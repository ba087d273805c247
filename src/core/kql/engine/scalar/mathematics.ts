import type { Cell } from '../../values.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { erf, erfc, gamma, logGamma } from '../specialFunctions.ts';
import { ofReal, realAt } from './callArguments.ts';

/** Functions on real numbers; integers and decimals are taken as real ones. */
export const mathematics: ScalarFunctions = {
  sqrt: ofReal((x) => (x < 0 ? null : Math.sqrt(x))),
  exp: ofReal(Math.exp),
  exp2: ofReal((x) => 2 ** x),
  exp10: ofReal((x) => 10 ** x),
  log: ofReal((x) => (x < 0 ? null : Math.log(x))),
  log2: ofReal((x) => (x < 0 ? null : Math.log2(x))),
  log10: ofReal((x) => (x < 0 ? null : Math.log10(x))),
  pow: ofTwo((base, exponent) => base ** exponent),
  sin: ofReal(Math.sin),
  cos: ofReal(Math.cos),
  tan: ofReal(Math.tan),
  cot: ofReal((x) => 1 / Math.tan(x)),
  asin: ofReal((x) => (x < -1 || x > 1 ? null : Math.asin(x))),
  acos: ofReal((x) => (x < -1 || x > 1 ? null : Math.acos(x))),
  atan: ofReal(Math.atan),
  atan2: ofTwo(Math.atan2),
  degrees: ofReal((x) => (180 / Math.PI) * x),
  radians: ofReal((x) => (Math.PI / 180) * x),
  pi: () => () => Math.PI,
  gamma: ofReal(gamma),
  loggamma: ofReal(logGamma),
  erf: ofReal(erf),
  erfc: ofReal(erfc),
  isnan: test(Number.isNaN),
  isinf: test((x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY),
  isfinite: test(Number.isFinite),
};

function ofTwo(apply: (a: number, b: number) => number): (call: ScalarCall) => Evaluator {
  return (call) => {
    const [left, right] = [realAt(call, 0), realAt(call, 1)];
    return (row) => {
      const a = left(row);
      const b = right(row);
      return a === null || b === null ? null : apply(a, b);
    };
  };
}

/** Null is neither finite nor infinite, and is not NaN. */
function test(apply: (x: number) => boolean): (call: ScalarCall) => Evaluator {
  return (call) => {
    const read = realAt(call, 0);
    return (row): Cell => {
      const x = read(row);
      return x !== null && apply(x);
    };
  };
}
