import type { Cell, Row } from '../../../values.ts';
import { cellText } from '../../cellText.ts';
import { isArray } from '../../cellTypes.ts';
import {
  type Argument,
  type Evaluator,
  QueryError,
  type ScalarCall,
  type ScalarFunctions,
} from '../../functionTable.ts';
import { foldCase } from './foldCase.ts';
import { constantAs } from './literalOperand.ts';
import { refuseOperands } from './operandTypes.ts';
import { both, textOf } from './textOperators.ts';

/** Terms are the longest runs of letters and digits in a text. */
export const termOperators: ScalarFunctions = {
  ...both('has', hasTerm),
  ...both('hasprefix', (text, part) => occurs(text, part, 'start')),
  ...both('hassuffix', (text, part) => occurs(text, part, 'end')),
  has_any: (call) => hasSome(call, false),
  has_all: (call) => hasSome(call, true),
};

/** Whether the part stands in the text with no letter or digit continuing it on either side. */
export function hasTerm(text: string, part: string): boolean {
  return occurs(text, part, 'both');
}

/** The edges of the part at which a term of the text must begin or end. */
type Edges = 'start' | 'end' | 'both';

function occurs(text: string, part: string, edges: Edges): boolean {
  if (part === '') return true;
  const atStart = edges !== 'end' && isTermCharacter(part, 0);
  const atEnd = edges !== 'start' && isTermCharacter(part, part.length - 1);
  for (let index = text.indexOf(part); index !== -1; index = text.indexOf(part, index + 1)) {
    const end = index + part.length;
    const begins = !atStart || index === 0 || !isTermCharacter(text, index - 1);
    if (begins && (!atEnd || end === text.length || !isTermCharacter(text, end))) return true;
  }
  return false;
}

function isTermCharacter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 128) return ASCII_TERM[code] === 1;
  // Half of a surrogate pair belongs to the term that the whole pair belongs to.
  const isSecondHalf = code >= 0xdc00 && code <= 0xdfff;
  return TERM_CHARACTER.test(String.fromCodePoint(text.codePointAt(isSecondHalf ? index - 1 : index) ?? code));
}

const TERM_CHARACTER = /[\p{L}\p{N}]/u;
const ASCII_TERM = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(TERM_CHARACTER.test(String.fromCharCode(code))),
);

function hasSome(call: ScalarCall, isAll: boolean): Evaluator {
  const [subject, ...list] = call.args;
  if (subject === undefined) throw new QueryError(`The operator '${call.name}' needs an operand.`, call.name);
  const text = textOf(subject) ?? refuseOperands(call);
  const terms = termsOf(list, call);
  return (row) => {
    const folded = foldCase(text(row));
    const parts = terms(row);
    return isAll ? parts.every((part) => hasTerm(folded, part)) : parts.some((part) => hasTerm(folded, part));
  };
}

/** The terms that are looked for, with their case folded: made once when they are the same for every row. */
function termsOf(list: readonly Argument[], call: ScalarCall): (row: Row) => readonly string[] {
  const texts = list.map((argument) => {
    const isText = argument.type === 'string' || argument.type === 'dynamic';
    return isText ? argument : (constantAs(argument, 'string') ?? refuseOperands(call));
  });
  const read = (row: Row) => texts.flatMap(({ evaluate }) => elements(evaluate(row)).map(foldCase));
  if (list.some(({ constant }) => constant === undefined)) return read;
  const terms = read([]);
  return () => terms;
}

function elements(cell: Cell): readonly string[] {
  return isArray(cell) ? cell.map((element) => cellText(element, 'dynamic')) : [cellText(cell, 'dynamic')];
}
