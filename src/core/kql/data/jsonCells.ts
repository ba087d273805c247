import { parseCell } from '../engine/parseCell.ts';
import { type Cell, type Dynamic, type ScalarType, TypedScalar } from '../values.ts';
import { datetimeOfText } from './datetimeOfText.ts';
import { parseJson, plainJson } from './parseJson.ts';

/** Turns values of JSON, or texts of CSV, into cells; what does not fit a column is null, or empty text. */
export type CellMaker = (value: unknown) => Cell;

/** The makers keep texts that come again and again once only: rows of files repeat most of theirs. */
export function cellMaker(type: ScalarType): CellMaker {
  switch (type) {
    case 'string': {
      const shared = createSharedTexts();
      return (value) => shared(textOf(value));
    }
    case 'bool':
      return boolOf;
    case 'long':
      return longOf;
    case 'real':
      return realOf;
    case 'datetime':
      return (value) => (typeof value === 'string' ? datetimeOfText(value) : null);
    case 'dynamic':
      return dynamicOf;
    default:
      throw new TypeError(`loaded tables have no columns of type ${type}`);
  }
}

function createSharedTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    // A column whose texts are all different is not worth it.
    if (texts.size < MAX_SHARED_TEXTS) texts.set(text, text);
    return text;
  };
}

const MAX_SHARED_TEXTS = 2000;

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (value instanceof TypedScalar) return String(value.value);
  return typeof value === 'object' ? JSON.stringify(plainJson(value)) : String(value);
}

function boolOf(value: unknown): Cell {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 0) return value === 1;
  return typeof value === 'string' ? parseCell(value, 'bool') : null;
}

function longOf(value: unknown): Cell {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : null;
  if (typeof value === 'bigint') return value;
  if (value instanceof TypedScalar) return longOf(value.value);
  return typeof value === 'string' ? parseCell(value, 'long') : null;
}

function realOf(value: unknown): Cell {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof TypedScalar) return realOf(value.value);
  return typeof value === 'string' ? parseCell(value, 'real') : null;
}

/** A text that holds a JSON array or object stands for it: exports of dynamic columns are written so. */
function dynamicOf(value: unknown): Dynamic {
  if (typeof value === 'string') {
    if (!/^\s*[[{]/.test(value)) return value === '' ? null : value;
    try {
      return asDynamic(parseJson(value));
    } catch {
      return value;
    }
  }
  return asDynamic(value);
}

function asDynamic(value: unknown): Dynamic {
  // Whatever JSON can hold is a dynamic value as it is; `undefined` is what a row does not have.
  return value === undefined ? null : (value as Dynamic);
}
