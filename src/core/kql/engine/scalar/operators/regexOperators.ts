import { RE2JS } from 're2js';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../../functionTable.ts';
import { operands, refuseOperands } from './operandTypes.ts';
import { textOf } from './textOperators.ts';

export const regexOperators: ScalarFunctions = {
  'matches regex': matchesRegex,
};

function matchesRegex(call: ScalarCall): Evaluator {
  const [subject, pattern] = operands(call);
  const text = textOf(subject) ?? refuseOperands(call);
  if (pattern.type !== 'string' && pattern.type !== 'dynamic') return refuseOperands(call);
  const source = textOf(pattern) ?? refuseOperands(call);
  if (pattern.constant !== undefined) {
    const regex = compileRegex(source([]));
    return (row) => regex.test(text(row));
  }
  let last: { readonly source: string; readonly regex: RE2JS } | undefined;
  return (row) => {
    const wanted = source(row);
    if (last?.source !== wanted) last = { source: wanted, regex: compileRegex(wanted) };
    return last.regex.test(text(row));
  };
}

/** @throws QueryError where it is no regular expression of RE2. */
export function compileRegex(source: string, flags = 0): RE2JS {
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new QueryError(`This is no regular expression: ${source} (${reason}).`);
  }
}
