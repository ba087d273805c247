import type { Schema, SchemaColumn } from '../schema/schema.ts';
import { descriptions } from './descriptions.ts';

export interface Description {
  /** How it is written, for instance `strlen(text)`; empty for tables. */
  readonly signature: string;
  readonly text: string;
}

/** What is known of names, without a query around them. */
export interface Dictionary {
  /** Of an operator, function, aggregate, table or type. */
  describe(name: string): Description | undefined;
  /** Of the first table that has such a column and says something about it. */
  columnNamed(name: string): SchemaColumn | undefined;
}

export function createDictionary(schema: Schema): Dictionary {
  const columns = new Map<string, SchemaColumn>();
  for (const column of schema.tables.flatMap((table) => table.columns)) {
    const known = columns.get(column.name);
    if (known === undefined || (known.description === '' && column.description !== ''))
      columns.set(column.name, column);
  }
  const declared = new Map<string, Description>([
    ...schema.tables.map(({ name, description }) => [name, { signature: '', text: description }] as const),
    ...schema.functions.map(
      ({ name, parameters, description }) => [name, { signature: `${name}${parameters}`, text: description }] as const,
    ),
  ]);
  return {
    columnNamed: (name) => columns.get(name),
    describe(name) {
      const found = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined;
      return declared.get(name) ?? (found === undefined ? undefined : { signature: found[0], text: found[1] });
    },
  };
}
