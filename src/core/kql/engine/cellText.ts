import { Decimal } from 'decimal.js';
import { type Cell, type Dynamic, type ScalarType, TypedScalar } from '../values.ts';
import { dynamicText } from './dynamicText.ts';
import { scalarText } from './scalarText.ts';

/** The text that tostring() gives; that of null is empty. */
export function cellText(cell: Cell, type: ScalarType): string {
  if (type === 'string' && typeof cell === 'string') return cell;
  if (type === 'dynamic') return dynamicText(dynamicOf(cell));
  return cell === null ? '' : scalarText(cell, type);
}

/** The same as cellText, for a type that is known before the cells are. */
export function textWriter(type: ScalarType): (cell: Cell) => string {
  switch (type) {
    case 'string':
    case 'guid':
      return (cell) => (typeof cell === 'string' ? cell : '');
    case 'int':
    case 'long':
      return (cell) => (cell === null ? '' : `${cell}`);
    default:
      return (cell) => cellText(cell, type);
  }
}

/** A cell of a dynamic column as the dynamic value that it is. Only a decimal column holds a bare decimal. */
export function dynamicOf(cell: Cell): Dynamic {
  return cell instanceof Decimal ? new TypedScalar('decimal', cell) : cell;
}
