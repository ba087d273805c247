import { Decimal } from 'decimal.js';
import { isArray } from '../engine/cellTypes.ts';
import { scalarText } from '../engine/scalarText.ts';
import { type Cell, type Dynamic, type ScalarType, TypedScalar } from '../values.ts';
import { kqlWords } from './kqlWords.ts';

/** A cell as it is written in a query; what it gives is the cell again, of the same type. */
export function kqlLiteral(cell: Cell, type: ScalarType): string {
  if (type === 'string') return kqlString(typeof cell === 'string' ? cell : '');
  if (cell === null) return `${type}(null)`;
  if (type === 'dynamic') return `dynamic(${dynamicLiteral(cell instanceof Decimal ? null : cell)})`;
  return scalarLiteral(cell, type);
}

function scalarLiteral(cell: Exclude<Cell, null>, type: ScalarType): string {
  if (type === 'bool') return cell === true ? 'true' : 'false';
  if (type === 'long' && typeof cell === 'number' && cell >= 0) return `${cell}`;
  if (type === 'real') return `real(${realLiteral(Number(cell))})`;
  return `${type}(${scalarText(cell, type)})`;
}

function realLiteral(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+inf' : '-inf';
  return Object.is(value, -0) ? '-0.0' : exactReal(value);
}

/** JavaScript writes as many digits as are needed to read the same number again. */
function exactReal(value: number): string {
  const text = `${value}`;
  return /[.e]/.test(text) ? text : `${text}.0`;
}

export function kqlString(text: string): string {
  return `"${text.replace(SPECIAL, escaped)}"`;
}

/** Besides what must be escaped: all that is invisible, or would end the line in some editor. */
const SPECIAL = /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(character: string): string {
  return ESCAPES[character] ?? unicodeEscapes(character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function unicodeEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** JSON, in which Kusto also takes literals of types that JSON does not have. */
function dynamicLiteral(value: Dynamic): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return kqlString(value);
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}` : realInDynamic(value);
  if (typeof value !== 'object') return `${value}`;
  if (value instanceof TypedScalar) return typedLiteral(value);
  if (isArray(value)) return `[${value.map(dynamicLiteral).join(',')}]`;
  return `{${Object.entries(value).map(([name, member]) => `${kqlString(name)}:${dynamicLiteral(member)}`)}}`;
}

function realInDynamic(value: number): string {
  return Number.isFinite(value) ? exactReal(value) : `real(${realLiteral(value)})`;
}

function typedLiteral({ type, value }: TypedScalar): string {
  if (type === 'real') return realInDynamic(Number(value));
  const text = scalarText(value, type);
  // The language takes no decimals inside dynamic values.
  return type === 'decimal' ? kqlString(text) : `${type}(${text})`;
}

/** A column's name, in brackets where it is no plain name, or is a word of the language. */
export function kqlName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !kqlWords.has(name) ? name : `[${kqlString(name)}]`;
}
