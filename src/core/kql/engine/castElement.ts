import { type Cell, type Dynamic, type ScalarType, TypedScalar } from '../values.ts';
import { textWriter } from './cellText.ts';
import { cellConverter } from './convertCell.ts';

/**
 * How `to typeof(…)` makes a cell of an element: one number becomes another, a whole number a bool, a text a datetime or a
 * guid, and anything a string, but no text becomes a number. What has another type becomes null.
 */
export function castElement(type: ScalarType): (element: Dynamic) => Cell {
  if (type === 'dynamic') return (element) => element;
  if (type === 'string') return textWriter('dynamic');
  const convert = cellConverter('dynamic', type);
  const isHeld = HOLDS[type];
  return (element) => (isHeld(element) ? convert(element) : null);
}

const HOLDS: Readonly<Record<Exclude<ScalarType, 'dynamic' | 'string'>, (element: Dynamic) => boolean>> = {
  bool: (element) => typeof element === 'boolean' || typeof element === 'bigint' || Number.isInteger(element),
  int: isNumber,
  long: isNumber,
  real: isNumber,
  // Kusto makes no decimal of any JSON value.
  decimal: (element) => element instanceof TypedScalar && element.type === 'decimal',
  datetime: (element) => typeof element === 'string' || (element instanceof TypedScalar && element.type === 'datetime'),
  timespan: (element) => element instanceof TypedScalar && element.type === 'timespan',
  guid: (element) => typeof element === 'string' || (element instanceof TypedScalar && element.type === 'guid'),
};

function isNumber(element: Dynamic): boolean {
  if (element instanceof TypedScalar) return element.type === 'real' || element.type === 'decimal';
  return typeof element === 'number' || typeof element === 'bigint';
}
