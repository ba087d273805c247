import type { Cell } from '../../values.ts';
import { isArray } from '../cellTypes.ts';
import { dynamicText } from '../dynamicText.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, arrayAt, countAt } from './callArguments.ts';
import { characterCount, charactersBefore, indexOfCharacter } from './characters.ts';
import { foldCase } from './operators/foldCase.ts';
import { hasTerm } from './operators/termOperators.ts';
import { textAt } from './textArguments.ts';

/** Where a text stands in another one, and what stands between. */
export const searches: ScalarFunctions = {
  indexof: indexOf,
  split,
  replace_string: replaceString,
  replace_strings: replaceStrings,
  has_any_index: hasAnyIndex,
};

/** What indexof() and indexof_regex() are told about where to look, for one row. */
export interface SearchWindow {
  /** Characters. */
  readonly start: number;
  /** Characters; infinite when all of them. */
  readonly length: number;
  readonly occurrence: number;
}

/** Gives the window of a row, or undefined where the answer is null. */
export function searchWindowAt(call: ScalarCall): (row: readonly Cell[]) => SearchWindow | undefined {
  const [start, length, occurrence] = [
    optionalCount(call, 2, 0),
    optionalCount(call, 3, -1),
    optionalCount(call, 4, 1),
  ];
  return (row) => {
    const [from, count, which] = [start(row), length(row), occurrence(row)];
    if (from === null || count === null || which === null || count < -1 || which < 0) return undefined;
    if (which === 0) throw new QueryError(`${call.name}() of occurrence 0 is not supported.`, call.name);
    return { start: from, length: count === -1 ? Number.POSITIVE_INFINITY : count, occurrence: which };
  };
}

function optionalCount(call: ScalarCall, index: number, byDefault: number): (row: readonly Cell[]) => number | null {
  return call.args.length > index ? countAt(call, index) : () => byDefault;
}

/** A negative start counts from the end. Occurrences may overlap, and each is looked for in as many characters. */
function indexOf(call: ScalarCall): Evaluator {
  const [text, match, window] = [textAt(call, 0), textAt(call, 1), searchWindowAt(call)];
  return (row) => {
    const found = window(row);
    if (found === undefined) return null;
    const [source, part] = [text(row), match(row)];
    const start = found.start < 0 ? found.start + characterCount(source) : found.start;
    return start < 0 ? null : indexIn(source, part, { ...found, start });
  };
}

function indexIn(source: string, part: string, { start, length, occurrence }: SearchWindow): number {
  let from = start;
  for (let count = 1; ; count++) {
    const index = source.indexOf(part, indexOfCharacter(source, from));
    if (index === -1 || from > characterCount(source)) return -1;
    const found = charactersBefore(source, index);
    if (found + characterCount(part) > from + length) return -1;
    if (count === occurrence) return found;
    from = found + 1;
  }
}

/** With an index, an array of that part alone; null where there is none, and for an empty delimiter. */
function split(call: ScalarCall): Evaluator {
  const [text, delimiter] = [textAt(call, 0), textAt(call, 1)];
  if (call.args.length < 3) return (row) => parts(text(row), delimiter(row));
  const index = countAt(call, 2);
  return (row) => {
    const part = parts(text(row), delimiter(row))?.[index(row) ?? -1];
    return part === undefined ? null : [part];
  };
}

function parts(text: string, delimiter: string): readonly string[] | null {
  return delimiter === '' ? null : text.split(delimiter);
}

function replaceString(call: ScalarCall): Evaluator {
  const [text, lookup, rewrite] = [textAt(call, 0), textAt(call, 1), textAt(call, 2)];
  return (row) => {
    const searched = lookup(row);
    if (searched === '') throw new QueryError(`${call.name}() of an empty text is not supported.`, call.name);
    const replacement = rewrite(row);
    return text(row).replaceAll(searched, () => replacement);
  };
}

/**
 * One lookup after the other; what an earlier one has matched is not looked at again. Lookups that are no strings match
 * nothing, and what matches a lookup whose replacement is no string stays as it is.
 */
function replaceStrings(call: ScalarCall): Evaluator {
  const [text, lookups, rewrites] = [textAt(call, 0), arrayAt(call, 1), arrayAt(call, 2)];
  return (row) => {
    const [from, to] = [lookups(row) ?? [], rewrites(row) ?? []];
    if (from.length !== to.length || from.includes('')) {
      throw new QueryError('replace_strings() needs as many replacements as texts that are not empty.', call.name);
    }
    let pieces: readonly Piece[] = [{ text: text(row), isMatched: false }];
    for (const [index, lookup] of from.entries()) {
      if (typeof lookup !== 'string') continue;
      const rewrite = to[index];
      const replacement = typeof rewrite === 'string' ? rewrite : lookup;
      pieces = pieces.flatMap((piece) => (piece.isMatched ? [piece] : replaced(piece.text, lookup, replacement)));
    }
    return pieces.map((piece) => piece.text).join('');
  };
}

interface Piece {
  readonly text: string;
  readonly isMatched: boolean;
}

function replaced(text: string, lookup: string, rewrite: string): readonly Piece[] {
  const kept = text.split(lookup).map((part) => ({ text: part, isMatched: false }));
  return kept.flatMap((piece, index) => (index === 0 ? [piece] : [{ text: rewrite, isMatched: true }, piece]));
}

/** Of the first element that the text has as a term; -1 where it has none. */
function hasAnyIndex(call: ScalarCall): Evaluator {
  const [text, values] = [textAt(call, 0), argumentAt(call, 1)];
  return (row) => {
    const cell = values.evaluate(row);
    if (!isArray(cell)) throw new QueryError('has_any_index() needs an array to look up.', call.name);
    const folded = foldCase(text(row));
    return cell.findIndex((value) => hasTerm(folded, foldCase(dynamicText(value))));
  };
}
