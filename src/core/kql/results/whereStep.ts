import { cellText } from '../engine/cellText.ts';
import type { PlanColumn } from '../plan.ts';
import type { Cell } from '../values.ts';
import { kqlLiteral, kqlName, kqlString } from './kqlLiteral.ts';

export interface WhereStep {
  readonly column: PlanColumn;
  readonly cell: Cell;
  /** Keeps the rows with another value instead. */
  readonly exclude: boolean;
}

/** `| where Category == "Permissions"`: the step that keeps the rows with this value in this column. */
export function whereStep({ column, cell, exclude }: WhereStep): string {
  return `| where ${condition({ column, cell, exclude })}`;
}

function condition({ column: { name, type }, cell, exclude }: WhereStep): string {
  const column = kqlName(name);
  if (cell === null) return `${exclude ? 'isnotnull' : 'isnull'}(${column})`;
  if (cell === '' && type === 'string') return `${exclude ? 'isnotempty' : 'isempty'}(${column})`;
  // NaN equals nothing, not even itself.
  if (Number.isNaN(cell)) return exclude ? `not(isnan(${column}))` : `isnan(${column})`;
  const operator = exclude ? '!=' : '==';
  if (type === 'dynamic') return `tostring(${column}) ${operator} ${kqlString(cellText(cell, type))}`;
  return `${column} ${operator} ${kqlLiteral(cell, type)}`;
}
