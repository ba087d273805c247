import type { ScalarType } from '../values.ts';
import type { DynamicShape } from './dataSummary.ts';

/** What the language service knows of a workspace, as plain data. */
export interface Schema {
  readonly tables: readonly SchemaTable[];
  readonly functions: readonly SchemaFunction[];
}

export interface SchemaTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly SchemaColumn[];
}

export interface SchemaColumn {
  readonly name: string;
  readonly type: ScalarType;
  readonly description: string;
  /** Of a string column: values that it may have, as they are. */
  readonly values?: readonly string[] | undefined;
  readonly shape?: DynamicShape | undefined;
}

export type SchemaFunction = {
  readonly name: string;
  /** As it is declared, with its parentheses. */
  readonly parameters: string;
  readonly description: string;
} & (
  | { readonly body: string }
  /** What it gives is known without its text; queries may name further columns. */
  | { readonly columns: readonly SchemaColumn[] }
);
