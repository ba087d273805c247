import { Decimal } from 'decimal.js';
import { type Cell, type ScalarType, TypedScalar } from '../values.ts';
import { realText } from './realText.ts';
import { datetimeText, timespanText } from './timeText.ts';

/** The text of a value that is neither null nor dynamic, as tostring() gives it. */
export function scalarText(value: Exclude<Cell, null>, type: ScalarType): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      if (type === 'datetime') return datetimeText(value);
      if (type === 'timespan') return timespanText(value);
      return type === 'real' ? realText(Number(value)) : `${value}`;
    default:
      if (value instanceof Decimal) return value.toFixed();
      return value instanceof TypedScalar ? scalarText(value.value, value.type) : '';
  }
}
