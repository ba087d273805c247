import { QueryError } from './functionTable.ts';
import { compileRegex } from './scalar/operators/regexOperators.ts';

/** The first value of each of the wanted keys in a text. */
export type PairReader = (text: string) => ReadonlyMap<string, string>;

/** By the options of the operator `parse-kv`. */
export function pairReader(
  options: Readonly<Record<string, string | boolean>>,
  wanted: ReadonlySet<string>,
): PairReader {
  const { regex, pair_delimiter: pair, kv_delimiter: middle, quote, greedy } = options;
  const quotes = { quote: textOption(quote), escapeBy: textOption(options['escape']) };
  if (quotes.quote.length > 2 || quotes.escapeBy.length > 1) {
    throw new QueryError('More than one kind of quotes is not supported.', 'parse-kv');
  }
  if (typeof regex === 'string') return regexPairs(regex, wanted);
  if (typeof pair === 'string' && typeof middle === 'string' && pair !== '' && middle !== '') {
    return delimitedPairs({ ...quotes, pair, middle, greedy: greedy === true || greedy === 'true' }, wanted);
  }
  if (pair !== undefined || middle !== undefined) {
    throw new QueryError('parse-kv needs both pair_delimiter and kv_delimiter, or none of them.', 'parse-kv');
  }
  return wordPairs(quotes, wanted);
}

function textOption(option: string | boolean | undefined): string {
  return typeof option === 'string' ? option : '';
}

function keepFirst(found: Map<string, string>, wanted: ReadonlySet<string>, key: string, value: string): void {
  if (wanted.has(key) && !found.has(key)) found.set(key, value);
}

function regexPairs(source: string, wanted: ReadonlySet<string>): PairReader {
  const regex = compileRegex(source);
  if (regex.groupCount() !== 2) {
    throw new QueryError(
      'The regular expression of parse-kv needs two groups, for the key and for the value.',
      'parse-kv',
    );
  }
  return (text) => {
    const found = new Map<string, string>();
    const matcher = regex.matcher(text);
    while (matcher.find()) keepFirst(found, wanted, matcher.group(1) ?? '', (matcher.group(2) ?? '').trim());
    return found;
  };
}

interface Quotes {
  /** The opening quote, and the closing one where it is another. */
  readonly quote: string;
  readonly escapeBy: string;
}

interface Delimiters extends Quotes {
  readonly pair: string;
  readonly middle: string;
  readonly greedy: boolean;
}

interface Piece {
  readonly text: string;
  /** Where it ends. */
  readonly end: number;
}

/** What stands in quotes here; undefined when nothing does. */
function quotedAt(text: string, start: number, { quote, escapeBy }: Quotes): Piece | undefined {
  if (quote === '' || text[start] !== quote[0]) return undefined;
  const closing = quote[1] ?? quote[0];
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === escapeBy && at + 1 < text.length) {
      at += 1;
      value += text[at] ?? '';
    } else if (character === closing) {
      return { text: value, end: at + 1 };
    } else {
      value += character;
    }
  }
  return undefined;
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

function indexFrom(text: string, part: string, start: number): number {
  const index = text.indexOf(part, start);
  return index === -1 ? text.length : index;
}

function delimitedPairs(delimiters: Delimiters, wanted: ReadonlySet<string>): PairReader {
  const { pair, middle } = delimiters;
  return (text) => {
    const found = new Map<string, string>();
    let at = 0;
    let keyEnd = -1;
    while (at < text.length) {
      const start = skipSpaces(text, at);
      const quoted = quotedAt(text, start, delimiters);
      const from = quoted?.end ?? start;
      // Not looked for again by each pair on the way to it.
      if (keyEnd < from) keyEnd = indexFrom(text, middle, from);
      const pairEnd = indexFrom(text, pair, from);
      if (keyEnd === text.length) break;
      if (pairEnd < keyEnd) {
        at = pairEnd + pair.length;
        continue;
      }
      const key = quoted?.text ?? text.slice(start, keyEnd).trim();
      const value = valueAt(text, keyEnd + middle.length, delimiters);
      keepFirst(found, wanted, key, value.text);
      at = value.end + pair.length;
    }
    return found;
  };
}

function valueAt(text: string, start: number, delimiters: Delimiters): Piece {
  const { pair, middle, greedy } = delimiters;
  const quoted = quotedAt(text, skipSpaces(text, start), delimiters);
  if (quoted !== undefined) return { text: quoted.text, end: indexFrom(text, pair, quoted.end) };
  let end = indexFrom(text, pair, start);
  if (greedy) {
    // Up to the last delimiter before the next key.
    const nextMiddle = indexFrom(text, middle, start);
    const last = nextMiddle === text.length ? text.length : text.lastIndexOf(pair, nextMiddle);
    end = last < start ? end : last;
  }
  return { text: text.slice(start, end).trim(), end };
}

/** Without delimiters, any run of other characters than letters and digits is one: a value is the word after its key. */
function wordPairs(quotes: Quotes, wanted: ReadonlySet<string>): PairReader {
  return (text) => {
    const found = new Map<string, string>();
    let key: string | undefined;
    let at = 0;
    while (at < text.length) {
      const quoted = quotedAt(text, at, quotes);
      WORD.lastIndex = at;
      const word = quoted ?? wordPiece(WORD.exec(text)?.[0], at);
      if (word === undefined) {
        at += 1;
        continue;
      }
      if (key !== undefined) keepFirst(found, wanted, key, word.text);
      key = word.text;
      at = word.end;
    }
    return found;
  };
}

const WORD = /[\p{L}\p{N}]+/uy;

function wordPiece(word: string | undefined, start: number): Piece | undefined {
  return word === undefined ? undefined : { text: word, end: start + word.length };
}
