import { type Dynamic, int64, TypedScalar } from '../values.ts';

/**
 * The value of a JSON text; undefined when it is none. Integers are long, all that has a point or an exponent is real, and
 * so is an integer beyond 64 bits.
 */
export function parseJson(text: string): Dynamic | undefined {
  try {
    // Most texts have no number that JSON.parse by itself would lose digits of, or take for one of another type.
    const value: Dynamic = JSON.parse(text);
    return NEEDS_CARE.test(text) && hasInexactNumber(text) ? exactJson(text) : value;
  } catch {
    return undefined;
  }
}

/** Integers written as real numbers or with too many digits, and all numbers with an exponent; or a text like one. */
const NEEDS_CARE = /\d\.0*(?!\d)|\d[eE][-+\d]|\d{16}|-0/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?[\d][-+.\w]*/g;

/** Such texts are common in strings, for instance in GUIDs. */
function hasInexactNumber(text: string): boolean {
  for (const [token] of text.matchAll(STRING_OR_NUMBER)) {
    if (!token.startsWith('"') && NEEDS_CARE.test(token)) return true;
  }
  return false;
}

/** Of a text that is known to be JSON, so that the next character always says what comes. */
function exactJson(text: string): Dynamic {
  let at = 0;
  return value();

  function value(): Dynamic {
    const token = next();
    switch (token) {
      case '[':
        return items();
      case '{':
        return Object.fromEntries(properties());
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        return token.startsWith('"') ? textOf(token) : number(token);
    }
  }

  function items(): Dynamic[] {
    const found: Dynamic[] = [];
    while (!skip(']')) {
      found.push(value());
      skip(',');
    }
    return found;
  }

  function properties(): [string, Dynamic][] {
    const found: [string, Dynamic][] = [];
    while (!skip('}')) {
      const name = textOf(next());
      skip(':');
      found.push([name, value()]);
      skip(',');
    }
    return found;
  }

  function next(): string {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    at = TOKEN.lastIndex;
    return token?.[1] ?? '';
  }

  function skip(punctuation: string): boolean {
    const before = at;
    if (next() === punctuation) return true;
    at = before;
    return false;
  }
}

const TOKEN = /[\s]*("(?:[^"\\]|\\.)*"|[-+.\w]+|[[\]{}:,])/y;

function textOf(token: string): string {
  return String(JSON.parse(token));
}

function number(token: string): Dynamic {
  const value = Number(token);
  if (!/[.eE]/.test(token)) {
    if (Number.isSafeInteger(value)) return value + 0;
    const exact = BigInt(token);
    if (BigInt.asIntN(64, exact) === exact) return int64(exact);
  }
  return Number.isInteger(value) ? new TypedScalar('real', value) : value;
}
