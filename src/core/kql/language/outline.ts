import type { Place } from '../plan.ts';
import { betweenBrackets, IN_COMMENT, maskedText } from './maskedText.ts';
import { type Block, kqlBlocks } from './statements.ts';

/** A query, or what is declared before it. */
export interface OutlineItem {
  readonly kind: 'query' | 'variable' | 'function';
  /** Of a query: its first line. */
  readonly name: string;
  readonly place: Place;
  readonly namePlace: Place;
  /** The declarations of a query. */
  readonly children: readonly OutlineItem[];
}

/** The queries of a file with their declarations. Needs no language service. */
export function outlineOf(text: string): readonly OutlineItem[] {
  return kqlBlocks(text).flatMap((block) => outlineOfBlock(text, block));
}

function outlineOfBlock(text: string, { statements, declarations }: Block): readonly OutlineItem[] {
  const items = declarations.map(({ start, length, name, namePlace, isFunction }) => ({
    kind: isFunction ? ('function' as const) : ('variable' as const),
    ...{ name, namePlace, place: { start, length }, children: [] },
  }));
  const within = ({ start, length }: Place) =>
    items.filter(({ place }) => start <= place.start && place.start < start + length);
  const queries = statements.map((statement): OutlineItem => {
    const children = within(statement);
    const own = children.at(-1)?.place;
    const from = own === undefined ? statement.start : own.start + own.length;
    const namePlace = firstLine(text, from, statement.start + statement.length);
    const name = text.slice(namePlace.start, namePlace.start + namePlace.length);
    const { start, length } = statement;
    return { kind: 'query', name, namePlace, place: { start, length }, children };
  });
  const inQueries = new Set(queries.flatMap(({ children }) => children));
  return [...queries, ...items.filter((item) => !inQueries.has(item))].sort(
    (one, other) => one.place.start - other.place.start,
  );
}

/** The first line that is neither empty nor a comment, cut off where it is long. */
function firstLine(text: string, from: number, end: number): Place {
  const code = maskedText(text.slice(from, end)).replaceAll(IN_COMMENT, ' ');
  const found = /[^\s;].*/.exec(code);
  const line = found?.[0].trimEnd() ?? '';
  return { start: from + (found?.index ?? 0), length: Math.min(line.length, LONGEST_NAME) };
}

const LONGEST_NAME = 80;

export interface FoldedPart extends Place {
  readonly isComment: boolean;
}

/** What can be folded: queries, declarations, brackets and comments of several lines. Needs no language service. */
export function foldedParts(text: string): readonly FoldedPart[] {
  const masked = maskedText(text);
  const blocks = kqlBlocks(text);
  const parts = [
    ...blocks.flatMap(({ statements, declarations }) => [...statements, ...declarations]),
    ...bracketParts(masked),
  ].map(({ start, length }) => ({ start, length, isComment: false }));
  const comments = [...masked.matchAll(COMMENTS)].map(({ 0: lines, index }) => ({
    ...{ start: index + lines.length - lines.trimStart().length, length: lines.trimStart().length, isComment: true },
  }));
  return [...parts, ...comments].filter(({ start, length }) => /[\r\n]/.test(text.slice(start, start + length)));
}

/** Two lines of comments or more. */
const COMMENTS = new RegExp(`(?<=^|[\\r\\n])[ \\t]*${IN_COMMENT}+(?:(?:\\r\\n|\\r|\\n)[ \\t]*${IN_COMMENT}+)+`, 'g');

function bracketParts(masked: string): readonly Place[] {
  const isInside = betweenBrackets(masked);
  const found: Place[] = [];
  let start: number | undefined;
  // The outermost ones only: what is in them is indented, and read as a whole.
  for (const { index } of masked.matchAll(/[()[\]{}]/g)) {
    if (start === undefined && isInside(index + 1)) start = index;
    else if (start !== undefined && !isInside(index + 1)) {
      found.push({ start, length: index + 1 - start });
      start = undefined;
    }
  }
  return found;
}
