import type { Table } from '../../../../src/core/kql/engine/table.ts';
import type { Cell, ScalarType } from '../../../../src/core/kql/values.ts';

/** A table of columns, each with its type and cells: `tableOf({ n: ['long', 1, 2] })`. */
export function tableOf(columns: Readonly<Record<string, readonly [ScalarType, ...Cell[]]>>): Table {
  const names = Object.keys(columns);
  const lists = Object.values(columns);
  const count = Math.max(0, ...lists.map((list) => list.length - 1));
  return {
    columns: lists.map(([type], index) => ({ name: names[index] ?? '', type })),
    // A list begins with its type.
    rows: Array.from({ length: count }, (_, row) => lists.map((list) => cellAt(list, row + 1))),
  };
}

function cellAt(list: readonly Cell[], place: number): Cell {
  return list[place] ?? null;
}
