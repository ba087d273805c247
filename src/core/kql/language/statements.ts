import type { Place } from '../plan.ts';
import { betweenBrackets, IN_COMMENT, maskedText } from './maskedText.ts';

/** A part of a file that is analysed by itself. */
export interface Block {
  /** In the file, in UTF-16 code units. */
  readonly start: number;
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly declarations: readonly Declaration[];
}

/** A `let` statement. */
export interface Declaration extends Place {
  readonly name: string;
  readonly namePlace: Place;
  readonly isFunction: boolean;
}

/** A query of a file, with the declarations (`let` …) that stand directly before it. */
export interface Statement extends Place {
  /**
   * What is run: everything of its block up to its end, with other queries blanked out. Its places are those in the file
   * minus `blockStart`.
   */
  readonly text: string;
  readonly blockStart: number;
}

/**
 * The blocks of a file, which blank lines separate, as in other Kusto tools; in them `;` separates queries. Other than
 * there, a blank line separates nothing inside brackets, behind declarations that have no query yet, or before a pipe: what
 * stands there could never run by itself.
 */
export function kqlBlocks(text: string): readonly Block[] {
  const masked = maskedText(text);
  const isInside = betweenBrackets(masked);
  return blockRanges(masked, isInside).map(([start, end]) => {
    const block = text.slice(start, end);
    const code = codeOf(masked.slice(start, end));
    const pieces = piecesOf(code, (position) => isInside(start + position));
    const statements = statementsOf(block, code, pieces).map((one) => ({
      ...one,
      ...{ start: start + one.start, blockStart: start },
    }));
    const declarations = pieces
      .flatMap((piece) => declarationOf(block, code, piece) ?? [])
      .map((one) => ({
        ...one,
        ...{ start: start + one.start, namePlace: { ...one.namePlace, start: start + one.namePlace.start } },
      }));
    return { start, text: block, statements, declarations };
  });
}

/** All queries of a file, in their order. */
export function kqlStatements(text: string): readonly Statement[] {
  return kqlBlocks(text).flatMap(({ statements }) => statements);
}

type Range = readonly [start: number, end: number];

/** A block goes up to the beginning of the blank line behind it, because that is where its next line is typed. */
function blockRanges(masked: string, isInside: (position: number) => boolean): readonly Range[] {
  const ranges: [start: number, end: number][] = [];
  let isOpen = false;
  for (const [start, end] of linesOf(masked)) {
    const line = masked.slice(start, end);
    const last = ranges.at(-1);
    if (line.trim() === '') {
      if (last !== undefined && isOpen) last[1] = end;
      if (!isInside(start)) isOpen = false;
    } else if (
      last !== undefined &&
      (isOpen || line.trimStart().startsWith('|') || awaitsQuery(masked, last, isInside))
    ) {
      last[1] = end;
      isOpen = true;
    } else {
      ranges.push([start, end]);
      isOpen = true;
    }
  }
  return ranges;
}

/** Without their line breaks. */
function linesOf(text: string): readonly Range[] {
  return [...text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)].flatMap(({ 0: line, index }) =>
    line === '' && index > 0 && !/[\r\n]/.test(text[index - 1] ?? '')
      ? []
      : [[index, index + line.replace(/[\r\n]+$/, '').length] as const],
  );
}

function awaitsQuery(masked: string, [start, end]: Range, isInside: (position: number) => boolean): boolean {
  const code = codeOf(masked.slice(start, end));
  if (!code.trimEnd().endsWith(';')) return false;
  const pieces = piecesOf(code, (position) => isInside(start + position));
  return pieces.every((piece) => isNoQuery(code.slice(...piece)));
}

function statementsOf(text: string, code: string, pieces: readonly Range[]) {
  const isQuery = pieces.map((piece) => !isNoQuery(code.slice(...piece)));
  /** With the queries so far blanked out. */
  let blanked = text;
  return pieces.flatMap(([from, end], index) => {
    if (!isQuery[index]) return [];
    // Declarations that no other query comes between belong to it.
    const [start] = pieces[index === 0 ? 0 : isQuery.lastIndexOf(true, index - 1) + 1] ?? [0];
    const alone = blanked.slice(0, end);
    if (index < pieces.length - 1) blanked = blank(blanked, from, code.indexOf(';', end) + 1);
    return [{ start, length: end - start, text: alone }];
  });
}

function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

function declarationOf(text: string, code: string, [start, end]: Range): Declaration | undefined {
  const found = LET.exec(code.slice(start, end));
  if (found === null) return undefined;
  const [, before = '', name = ''] = found;
  const namePlace = { start: start + before.length, length: name.length };
  return {
    ...{ start, length: end - start },
    name: text.slice(namePlace.start, namePlace.start + name.length).replace(/^\[["']|["']\]$/g, ''),
    namePlace,
    isFunction: FUNCTION.test(code.slice(start + before.length + name.length, end)),
  };
}

const LET = /^(let\s+)(\w+|\[[^\]]*\])\s*=/;
const FUNCTION = /^\s*=\s*(?:view\s*)?\([^{]*\)\s*\{/;

/** Between semicolons, without the space around them; nothing for what is empty. */
function piecesOf(code: string, isInside: (position: number) => boolean): readonly Range[] {
  const ends = [...code.matchAll(/;/g)].map(({ index }) => index).filter((index) => !isInside(index));
  return [...ends, code.length].flatMap((end, index) => {
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0) + 1;
    const piece = code.slice(start, end);
    if (piece.trim() === '') return [];
    return [[start + piece.length - piece.trimStart().length, start + piece.trimEnd().length] as const];
  });
}

function codeOf(masked: string): string {
  return masked.replaceAll(IN_COMMENT, ' ');
}

/** A declaration, a management command or a directive of a tool. */
function isNoQuery(code: string): boolean {
  return code.trim() === '' || /^\s*(?:(?:let|set|declare|alias|restrict)\b|[.#])/.test(code);
}
