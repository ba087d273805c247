import { cellText } from '../engine/cellText.ts';
import { kqlLiteral, kqlString } from './kqlLiteral.ts';
import type { ViewedResult } from './resultView.ts';
import { cellsOf, columnsOf } from './rowWriter.ts';

/**
 * The different values of the first column of what is seen, as the operator `in` takes them; without nulls.
 * @throws RangeError when it has more than `maxLength` UTF-16 code units.
 */
export function inListOf(viewed: ViewedResult, maxLength: number): string {
  const [column] = columnsOf(viewed);
  if (column === undefined) return 'in ()';
  const first = { ...viewed, columns: viewed.columns.slice(0, 1) };
  const literals = new Set<string>();
  let length = 'in ()'.length;
  for (let place = 0; place < viewed.rows.length; place += 1) {
    const cell = cellsOf(first, place)[0] ?? null;
    if (cell === null) continue;
    const literal = column.type === 'dynamic' ? kqlString(cellText(cell, 'dynamic')) : kqlLiteral(cell, column.type);
    if (literals.has(literal)) continue;
    length += literal.length + 2;
    if (length > maxLength) throw new RangeError('too long');
    literals.add(literal);
  }
  return `in (${[...literals].join(', ')})`;
}
