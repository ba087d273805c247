import { compileExpression, constantValue } from '../compileExpression.ts';
import { QueryError } from '../functionTable.ts';
import type { Table } from '../table.ts';
import type { PluginCall } from './plugin.ts';

/** `rows_near(condition, before, after = before)`: the rows that fulfil a condition, and those near them. */
export function rowsNear({ input, args, compilation }: PluginCall): Table {
  const [condition, rowsBefore, rowsAfter] = args;
  if (condition === undefined || rowsBefore === undefined) {
    throw new QueryError('rows_near() needs a condition and a number of rows.', 'rows_near');
  }
  const { evaluate } = compileExpression(condition, compilation);
  const before = Number(constantValue(rowsBefore, compilation));
  const after = rowsAfter === undefined ? before : Number(constantValue(rowsAfter, compilation));
  const near = new Uint8Array(input.rows.length);
  for (const [index, row] of input.rows.entries()) {
    if (evaluate(row) === true) near.fill(1, Math.max(0, index - before), index + after + 1);
  }
  return { columns: input.columns, rows: input.rows.filter((_, index) => near[index] === 1) };
}
