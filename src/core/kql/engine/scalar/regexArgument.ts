import type { RE2JS } from 're2js';
import type { Cell } from '../../values.ts';
import type { ScalarCall } from '../functionTable.ts';
import { argumentAt } from './callArguments.ts';
import { compileRegex } from './operators/regexOperators.ts';
import { textAt } from './textArguments.ts';

export type RegexOfRow = (row: readonly Cell[]) => RE2JS;

/** Compiled once where the argument is the same for every row, and again only when it changes. */
export function regexAt(call: ScalarCall, index: number, wrap = (source: string): string => source): RegexOfRow {
  const source = textAt(call, index);
  if (argumentAt(call, index).constant !== undefined) {
    const regex = compileRegex(wrap(source([])));
    return () => regex;
  }
  let last: { readonly source: string; readonly regex: RE2JS } | undefined;
  return (row) => {
    const wanted = source(row);
    if (last?.source !== wanted) last = { source: wanted, regex: compileRegex(wrap(wanted)) };
    return last.regex;
  };
}
