import { addInt64, type Cell, type Dynamic, type Int64, type ScalarType, TICKS_PER_HOUR } from '../../values.ts';
import { toDynamic } from '../cellTypes.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { realElement } from '../seriesNumbers.ts';
import { argumentAt, countAt, dynamicAt, int64At, isIntegerType, realAt, refuseTypes } from './callArguments.ts';

/** Arrays made of a series, or of one value. */
export const ranges: ScalarFunctions = { range, repeat };

/** An array that would be longer is cut off. */
const MOST_ELEMENTS = 1_048_576;

function range(call: ScalarCall): Evaluator {
  const start = argumentAt(call, 0).type;
  const stop = argumentAt(call, 1).type;
  const step = call.args.length > 2 ? argumentAt(call, 2).type : undefined;
  if (start === 'datetime' || start === 'timespan') {
    if (stop !== start || (step ?? 'timespan') !== 'timespan') return refuseTypes(call);
    return integerRange(call, start, TICKS_PER_HOUR);
  }
  if (start === 'real' && stop !== 'decimal' && step !== 'decimal') return realRange(call);
  const isInteger = isIntegerType(start) && isIntegerType(stop) && isIntegerType(step ?? 'long');
  return isInteger ? integerRange(call, 'long', 1) : refuseTypes(call);
}

function refuseStep(call: ScalarCall): never {
  throw new QueryError(`${call.name}() is supported with steps above zero only.`, call.name);
}

function integerRange(call: ScalarCall, type: ScalarType, defaultStep: number): Evaluator {
  const [startOf, stopOf] = [int64At(call, 0), int64At(call, 1)];
  const stepOf = call.args.length > 2 ? int64At(call, 2) : () => defaultStep;
  return (row): Cell => {
    const start = startOf(row);
    const stop = stopOf(row);
    const step = stepOf(row);
    if (start === null || stop === null || step === null) return null;
    if (step <= 0) return refuseStep(call);
    const elements: Dynamic[] = [];
    let value: Int64 = start;
    while (value <= stop && elements.length < MOST_ELEMENTS) {
      elements.push(toDynamic(value, type));
      const next = addInt64(value, step);
      // Beyond the largest long it would begin again at the smallest.
      if (next < value) break;
      value = next;
    }
    return elements;
  };
}

function realRange(call: ScalarCall): Evaluator {
  const [startOf, stopOf] = [realAt(call, 0), realAt(call, 1)];
  const stepOf = call.args.length > 2 ? realAt(call, 2) : () => 1;
  return (row): Cell => {
    const start = startOf(row);
    const stop = stopOf(row);
    const step = stepOf(row);
    if (start === null || stop === null || step === null) return null;
    if (!(step > 0)) return refuseStep(call);
    const elements: Dynamic[] = [];
    let sum = start;
    for (let index = 0; index < MOST_ELEMENTS; index += 1) {
      const value = start + index * step;
      if (value <= stop !== sum <= stop) {
        throw new QueryError('The end of this range() depends on how real numbers are rounded.', call.name);
      }
      if (!(value <= stop)) break;
      elements.push(realElement(value));
      sum += step;
    }
    return elements;
  };
}

function repeat(call: ScalarCall): Evaluator {
  const [elementAt, countOf] = [dynamicAt(call, 0), countAt(call, 1)];
  return (row) => {
    const count = countOf(row);
    if (count === null || count < 0) return null;
    if (count > MOST_ELEMENTS) throw new QueryError(`repeat() makes at most ${MOST_ELEMENTS} elements.`, call.name);
    return new Array<Dynamic>(count).fill(elementAt(row));
  };
}
