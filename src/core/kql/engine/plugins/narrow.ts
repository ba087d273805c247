import type { Row } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { ROW_OVERHEAD } from '../source.ts';
import type { Table } from '../table.ts';
import type { PluginCall } from './plugin.ts';

/** `narrow()`: a row for each cell, with the number of its row, the name of its column and its text. */
export function narrow({ input, compilation }: PluginCall): Table {
  const writers = input.columns.map(({ name, type }) => ({ name, write: textWriter(type) }));
  const rows: Row[] = [];
  const cells = input.rows.length * writers.length * (3 + ROW_OVERHEAD);
  compilation.memory.hold(cells);
  compilation.memory.release(cells);
  for (const [number, row] of input.rows.entries()) {
    for (const [index, { name, write }] of writers.entries()) rows.push([number, name, write(row[index] ?? null)]);
  }
  return {
    columns: [
      { name: 'Row', type: 'long' },
      { name: 'Column', type: 'string' },
      { name: 'Value', type: 'string' },
    ],
    rows,
  };
}
