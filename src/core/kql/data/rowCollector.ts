import { dynamicType } from '../engine/dynamicType.ts';
import type { PlanColumn } from '../plan.ts';
import type { Cell, Dynamic, Row } from '../values.ts';
import type { Fields } from './auditTables.ts';
import { type CellMaker, cellMaker } from './jsonCells.ts';

/** Collects objects as rows of a table. */
export interface RowCollector {
  add(fields: Fields): void;
  readonly rows: readonly Row[];
  /** The columns that are known, then those that rows have besides, in the order of their first appearance. */
  columns(): readonly PlanColumn[];
  remarks(): readonly string[];
}

interface MadeColumn extends PlanColumn {
  readonly make: CellMaker;
}

/**
 * A field that is no known column becomes one, of the type of its first value. Column names are compared as they are
 * written.
 */
export function createRowCollector(known: readonly PlanColumn[]): RowCollector {
  const columns: MadeColumn[] = known.map((column) => ({ ...column, make: cellMaker(column.type) }));
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  const rows: Cell[][] = [];
  const leftOut = new Set<string>();

  const addColumn = (name: string, value: unknown): void => {
    if (places.has(name) || leftOut.has(name) || value === null || value === undefined) return;
    if (columns.length >= MAX_COLUMNS || name === '' || name.length > MAX_NAME) {
      leftOut.add(name);
      return;
    }
    // JSON, which is a dynamic value as it is.
    const type = dynamicType(value as Dynamic) ?? 'dynamic';
    places.set(name, columns.length);
    columns.push({ name, type, make: cellMaker(type) });
    const empty = type === 'string' ? '' : null;
    for (const row of rows) row.push(empty);
  };
  // A name that a record brought may be one that every object inherits.
  const fieldOf = (fields: Fields, index: number, name: string): unknown =>
    index < known.length || Object.hasOwn(fields, name) ? fields[name] : undefined;
  return {
    rows,
    add(fields) {
      for (const name in fields) if (!places.has(name)) addColumn(name, fields[name]);
      const row: Cell[] = new Array(columns.length);
      for (let index = 0; index < row.length; index += 1) {
        const column = columns[index];
        if (column !== undefined) row[index] = column.make(fieldOf(fields, index, column.name));
      }
      rows.push(row);
    },
    columns: () => columns.map(({ name, type }) => ({ name, type })),
    remarks: () =>
      leftOut.size === 0 ? [] : [`The data has more than ${MAX_COLUMNS} columns; ${leftOut.size} were left out.`],
  };
}

const MAX_COLUMNS = 200;
const MAX_NAME = 200;
