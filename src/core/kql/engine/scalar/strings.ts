import { textWriter } from '../cellText.ts';
import { isArray } from '../cellTypes.ts';
import { dynamicText } from '../dynamicText.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, countAt, refuseTypes } from './callArguments.ts';
import { characterCount, sliceCharacters } from './characters.ts';
import { ofText, textAt, textOfArgument } from './textArguments.ts';

/** Lengths, parts and compositions of texts. Arguments that are no strings are taken as their text. */
export const strings: ScalarFunctions = {
  strlen: ofText(characterCount),
  string_size: ofText((text) => Buffer.byteLength(text)),
  substring,
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  array_strcat: strcatArray,
  strrep,
  tolower: ofText((text) => changeCase(text, (part) => part.toLowerCase())),
  toupper: ofText((text) => changeCase(text, (part) => part.toUpperCase())),
  reverse: ofText((text) => [...text].reverse().join('')),
  strcmp,
  isascii: ofText((text) => ASCII.test(text)),
  isutf8: ofText((text) => text.isWellFormed()),
  translate,
  make_string: makeString,
  unicode_codepoints_to_string: makeString,
  unicode_codepoints_from_string: ofText(codePoints),
  to_utf8: ofText(codePoints),
};

const ASCII = /^[\0-\x7f]*$/;

function codePoints(text: string): readonly number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}

/** A negative start counts from the end; one before the beginning, or a length below one, gives nothing. */
function substring(call: ScalarCall): Evaluator {
  const [text, start] = [textAt(call, 0), countAt(call, 1)];
  const length = call.args.length > 2 ? countAt(call, 2) : () => Number.POSITIVE_INFINITY;
  return (row) => {
    const source = text(row);
    const [from, count] = [start(row), length(row)];
    if (from === null || count === null || count <= 0) return '';
    const first = from < 0 ? from + characterCount(source) : from;
    return first < 0 ? '' : sliceCharacters(source, first, first + count);
  };
}

function strcat(call: ScalarCall): Evaluator {
  const parts = call.args.map(textOfArgument);
  return (row) => {
    let text = '';
    for (const part of parts) text += part(row);
    return text;
  };
}

function strcatDelim(call: ScalarCall): Evaluator {
  const delimiter = textAt(call, 0);
  const parts = call.args.slice(1).map(textOfArgument);
  return (row) => parts.map((part) => part(row)).join(delimiter(row));
}

/** A value that is no array is its text. */
function strcatArray(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  const [write, delimiter] = [textWriter(type), textAt(call, 1)];
  return (row) => {
    const cell = evaluate(row);
    return isArray(cell) ? cell.map(dynamicText).join(delimiter(row)) : write(cell);
  };
}

/** Kusto's documentation gives two limits for the number of times. Up to the lower one there is no doubt. */
const MAX_REPETITIONS = 1024;

function strrep(call: ScalarCall): Evaluator {
  const [text, times] = [textAt(call, 0), countAt(call, 1)];
  const delimiter = call.args.length > 2 ? textAt(call, 2) : () => '';
  return (row) => {
    const count = times(row);
    if (count === null || count < 1 || count > MAX_REPETITIONS) {
      throw new QueryError(`strrep() repeats a text 1 to ${MAX_REPETITIONS} times, not ${count}.`, call.name);
    }
    return new Array<string>(count).fill(text(row)).join(delimiter(row));
  };
}

/** One character for one: the German sharp s stays as it is, and a final sigma is no other letter. */
function changeCase(text: string, change: (part: string) => string): string {
  if (ASCII.test(text)) return change(text);
  let changed = '';
  for (const character of text) {
    const other = change(character);
    changed += characterCount(other) === 1 ? other : character;
  }
  return changed;
}

function strcmp(call: ScalarCall): Evaluator {
  const [left, right] = [textAt(call, 0), textAt(call, 1)];
  return (row) => Math.sign(Buffer.compare(Buffer.from(left(row)), Buffer.from(right(row))));
}

/** What has no counterpart is replaced by the last of them, or goes where there are none. */
function translate(call: ScalarCall): Evaluator {
  const [searched, replacements, text] = [textAt(call, 0), textAt(call, 1), textAt(call, 2)];
  return (row) => {
    const [from, to] = [[...searched(row)], [...replacements(row)]];
    const characters = [...text(row)].map((character) => {
      const index = from.indexOf(character);
      return index === -1 ? character : (to[Math.min(index, to.length - 1)] ?? '');
    });
    return characters.join('');
  };
}

/** Of code points, and of arrays of them; empty when one of them is none. */
function makeString(call: ScalarCall): Evaluator {
  const { args } = call;
  if (args.some(({ type }) => type !== 'int' && type !== 'long' && type !== 'dynamic')) return refuseTypes(call);
  return (row) => {
    const texts = args.map(({ evaluate }) => textOfCodePoints(evaluate(row)));
    return texts.includes(undefined) ? '' : texts.join('');
  };
}

function textOfCodePoints(cell: ReturnType<Evaluator>): string | undefined {
  if (isArray(cell)) {
    const texts = cell.map(textOfCodePoints);
    return texts.includes(undefined) ? undefined : texts.join('');
  }
  const isCodePoint = typeof cell === 'number' && Number.isInteger(cell) && cell >= 0 && cell <= 0x10ffff;
  return isCodePoint ? String.fromCodePoint(cell) : undefined;
}
