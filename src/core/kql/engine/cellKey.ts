import { Decimal } from 'decimal.js';
import { type Cell, type ScalarType, TypedScalar } from '../values.ts';
import { isArray, isBag } from './cellTypes.ts';

/**
 * What stands for a cell as the key of a Map, so that equal cells of one column are one key. Nulls are equal here, as they
 * are to `summarize` and `distinct`.
 */
export type CellKey = string | number | bigint | boolean | null;

/** How the cells of a column of this type become keys; undefined when each is its own key already. */
export function cellKeyOf(type: ScalarType): ((cell: Cell) => CellKey) | undefined {
  if (type === 'decimal') return (cell) => (cell === null ? null : String(cell));
  if (type === 'dynamic') return (cell) => (cell === null ? null : dynamicKey(cell));
  return undefined;
}

function dynamicKey(cell: Cell): string {
  if (isArray(cell)) return `[${cell.map(dynamicKey).join(',')}]`;
  if (isBag(cell)) {
    const names = Object.keys(cell).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${dynamicKey(cell[name] ?? null)}`).join(',')}}`;
  }
  if (typeof cell === 'string') return JSON.stringify(cell);
  if (cell instanceof TypedScalar) return cell.type === 'real' ? `${cell.value}` : `${cell.type}(${cell.value})`;
  return String(cell);
}

/** A cell that is its own key; by its column's type it can be nothing else. */
export function plainKey(cell: Cell): CellKey {
  if (typeof cell !== 'object' || cell === null) return cell;
  return cell instanceof Decimal ? String(cell) : dynamicKey(cell);
}
