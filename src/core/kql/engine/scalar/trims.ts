import type { Cell } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { regexAt } from './regexArgument.ts';
import { textAt } from './textArguments.ts';

/** What a regular expression matches at the ends of a text is cut off. */
export const trims: ScalarFunctions = {
  trim: (call) => trim(call, ['start', 'end']),
  trim_start: (call) => trim(call, ['start']),
  trim_end: (call) => trim(call, ['end']),
};

type Cut = (text: string, row: readonly Cell[]) => string;

/** Cuts one match off each end. Whether Kusto would cut off further ones after it is not documented, hence refused. */
function trim(call: ScalarCall, ends: readonly ('start' | 'end')[]): Evaluator {
  const text = textAt(call, 1);
  const cuts = ends.map((end) => (end === 'start' ? cutStart(call) : cutEnd(call)));
  return (row) => {
    const source = text(row);
    const once = cuts.reduce((trimmed, cut) => cut(trimmed, row), source);
    const repeated = (cut: Cut, trimmed: string): string => repeat((part) => cut(part, row), trimmed, once.length);
    if (once === source || once === cuts.reduce((trimmed, cut) => repeated(cut, trimmed), source)) return once;
    const advice = 'with a regular expression that matches several times in a row is not supported; write it with +.';
    throw new QueryError(`${call.name}() ${advice}`, call.name);
  };
}

function cutStart(call: ScalarCall): Cut {
  const regex = regexAt(call, 0, (source) => `\\A(?:${source})`);
  return (text, row) => {
    const matcher = regex(row).matcher(text);
    return matcher.find() ? text.slice(matcher.end()) : text;
  };
}

function cutEnd(call: ScalarCall): Cut {
  const regex = regexAt(call, 0, (source) => `(?:${source})\\z`);
  return (text, row) => {
    const matcher = regex(row).matcher(text);
    return matcher.find() ? text.slice(0, matcher.start()) : text;
  };
}

/** Cuts until nothing is cut any more, or less than `enough` is left: further cuts only make it shorter. */
function repeat(cut: (text: string) => string, text: string, enough: number): string {
  let rest = text;
  for (let shorter = cut(rest); shorter !== rest && rest.length >= enough; shorter = cut(rest)) rest = shorter;
  return rest;
}
