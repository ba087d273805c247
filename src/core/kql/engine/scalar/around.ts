import type { ScalarType } from '../../values.ts';
import {
  type Argument,
  type Evaluator,
  QueryError,
  type ScalarCall,
  type ScalarFunction,
  type ScalarFunctions,
} from '../functionTable.ts';
import { argumentAt } from './callArguments.ts';
import { arithmeticOperators } from './operators/arithmeticOperators.ts';
import { betweenOperators } from './operators/betweenOperators.ts';

/** Whether a value is no further from the centre than `delta`; null where one of the three is. */
const isAround: ScalarFunction = (call) => {
  const [value, centre, delta] = [argumentAt(call, 0), argumentAt(call, 1), argumentAt(call, 2)];
  const type = typeOfBound(centre.type, delta.type);
  const bound = (sign: '-' | '+'): Argument => {
    const evaluate = build(arithmeticOperators, { ...call, name: sign, args: [centre, delta], type });
    return { type, evaluate, constant: undefined };
  };
  return build(betweenOperators, { ...call, name: 'between', args: [value, bound('-'), bound('+')] });
};

export const around: ScalarFunctions = { around: isAround };

function build(functions: ScalarFunctions, call: ScalarCall): Evaluator {
  const prepare = functions[call.name];
  if (prepare === undefined) throw new QueryError(`${call.name} is not supported.`, call.name);
  return prepare(call);
}

function typeOfBound(centre: ScalarType, delta: ScalarType): ScalarType {
  if (centre === 'datetime' || centre === 'timespan') return centre;
  for (const type of ['decimal', 'real'] as const) if (centre === type || delta === type) return type;
  return 'long';
}
