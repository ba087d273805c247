import type { ScalarType } from '../values.ts';

/**
 * What completions need to know of the data that is loaded: plain data, made where the rows are, and sent to the language
 * thread. Tables that are not in it keep the columns of the schema.
 */
export interface DataSummary {
  readonly tables: readonly TableSummary[];
}

export interface TableSummary {
  /** For instance `ConfluenceAuditLogs_CL`. */
  readonly name: string;
  /** All columns that the loaded table has, in their order; those that the schema does not have are added to it. */
  readonly columns: readonly ColumnSummary[];
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: ScalarType;
  /**
   * Of a string column: some of its distinct values, as they are (no quotes, no escapes), the most frequent first; at most
   * SUMMARY_LIMITS.values of at most SUMMARY_LIMITS.valueLength UTF-16 code units each. Of any other column: empty.
   */
  readonly values: readonly string[];
  /** Of a dynamic column: what its values look like. */
  readonly shape?: DynamicShape | undefined;
}

/** What is common to dynamic values: the union of all properties that were seen, down to SUMMARY_LIMITS.depth. */
export type DynamicShape =
  | { readonly kind: 'bag'; readonly properties: readonly DynamicProperty[] }
  | { readonly kind: 'array'; readonly element: DynamicShape }
  /** One scalar type. */
  | { readonly kind: 'scalar'; readonly type: Exclude<ScalarType, 'dynamic'> }
  /** Different things, or nothing was seen. */
  | { readonly kind: 'unknown' };

export interface DynamicProperty {
  readonly name: string;
  readonly shape: DynamicShape;
}

/** Whoever makes a summary looks at a bounded number of rows and keeps within these. */
export const SUMMARY_LIMITS = { values: 100, valueLength: 200, properties: 100, depth: 5 } as const;
