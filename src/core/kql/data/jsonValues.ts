import { DataError } from './loadedData.ts';
import { parseJson } from './parseJson.ts';

/** A value of a file, and the line that it begins in. */
export interface PlacedValue {
  readonly value: unknown;
  readonly line: number;
}

/** A line that is no JSON, or where a file ends within a value: the line that this begins in. */
export interface BrokenValue {
  readonly brokenLine: number;
  readonly isAtEnd: boolean;
}

/**
 * Reads JSON objects that go over several lines, and those in arrays. Throws a DataError with the line of what is no
 * JSON; only the end of the file may be broken.
 */
export async function* readJsonValues(
  texts: AsyncIterable<string>,
  name: string,
): AsyncGenerator<PlacedValue | BrokenValue> {
  const scanner = createScanner(name);
  for await (const text of texts) yield* scanner.take(text);
  yield* scanner.end();
}

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Finds where values begin and end, without looking at what is in them. */
function createScanner(name: string) {
  let rest = '';
  /** In `rest`: how far it was looked at, and where the value begins that is being read. */
  let at = 0;
  let start = -1;
  let startLine = 1;
  let line = 1;
  let depth = 0;
  let isInText = false;
  let isInList = false;
  let isAfterValue = false;

  function fail(inLine: number, what = 'is no JSON'): never {
    throw new DataError(`Line ${inLine} of ${name} ${what}.`);
  }
  const valueUntil = (end: number): PlacedValue => {
    const text = rest.slice(start, end);
    start = -1;
    isAfterValue = true;
    try {
      return { value: parseJson(text), line: startLine };
    } catch {
      fail(startLine);
    }
  };
  /** Between values. Gives whether a value begins here. */
  const begins = (code: number): boolean => {
    if (code === SPACE || code === TAB || code === RETURN) return false;
    if (code === LINE_FEED) {
      if (!isInList) isAfterValue = false;
      return false;
    }
    if (isInList && code === COMMA && isAfterValue) {
      isAfterValue = false;
      return false;
    }
    if (code === CLOSE_LIST && isInList) {
      isInList = false;
      isAfterValue = true;
      return false;
    }
    if (isAfterValue && isInList) fail(line);
    if (code === OPEN_LIST && !isInList) {
      isInList = true;
      isAfterValue = false;
      return false;
    }
    if (code !== OPEN_OBJECT) fail(line, 'holds something else than JSON objects');
    return true;
  };
  /** Inside a value. Gives whether it ends with this character. */
  const ends = (code: number): boolean => {
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
    else if (code === QUOTE) isInText = true;
    return depth === 0;
  };
  /** Moves `at` to the quote that ends the text, or behind `rest`; what stands in between cannot end a value. */
  const skipText = (): void => {
    for (; at < rest.length; at += 1) {
      const code = rest.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      // JSON has no line breaks in its texts: this one was cut off.
      else if (code === LINE_FEED) fail(startLine);
      else if (code === QUOTE) {
        isInText = false;
        return;
      }
    }
  };
  return {
    *take(text: string): Generator<PlacedValue> {
      rest += text;
      for (; at < rest.length; at += 1) {
        if (isInText) {
          skipText();
          if (isInText) break;
          continue;
        }
        const code = rest.charCodeAt(at);
        if (start >= 0) {
          if (ends(code)) yield valueUntil(at + 1);
        } else if (begins(code)) {
          start = at;
          startLine = line;
          depth = 1;
        }
        if (code === LINE_FEED) line += 1;
      }
      const keptFrom = start < 0 ? rest.length : start;
      if (rest.length - keptFrom > MAX_VALUE_LENGTH) fail(startLine, 'begins a JSON value of more than 64 MB');
      rest = rest.slice(keptFrom);
      at -= keptFrom;
      if (start >= 0) start = 0;
    },
    *end(): Generator<BrokenValue> {
      if (start >= 0) yield { brokenLine: startLine, isAtEnd: true };
      else if (isInList) yield { brokenLine: line, isAtEnd: true };
    },
  };
}

const MAX_VALUE_LENGTH = 64 * 1024 * 1024;
