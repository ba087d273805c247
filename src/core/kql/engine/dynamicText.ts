import { type Dynamic, TypedScalar } from '../values.ts';
import { isArray, isBag } from './cellTypes.ts';
import { realText } from './realText.ts';
import { scalarText } from './scalarText.ts';

/** What tostring() gives: the JSON text without spaces, a string without its quotes, and an empty string for null. */
export function dynamicText(value: Dynamic): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return value instanceof TypedScalar ? scalarText(value.value, value.type) : jsonText(value);
}

/** The JSON text without spaces. What JSON has no type for is a string in it. */
export function jsonText(value: Dynamic): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isInteger(value) ? `${value}` : numberText(value);
    case 'bigint':
    case 'boolean':
      return `${value}`;
  }
  if (value === null) return 'null';
  if (isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (isBag(value)) {
    const members = Object.keys(value).map((name) => `${JSON.stringify(name)}:${jsonText(value[name] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return typedText(value);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? realText(value) : `"${realText(value)}"`;
}

function typedText({ type, value }: TypedScalar): string {
  if (type === 'real' && typeof value === 'number') return numberText(value);
  return JSON.stringify(scalarText(value, type));
}
