import type { Cell, Row, ScalarType } from './values.ts';

/**
 * A query as the engine runs it: made of the tree that Microsoft's language service has bound, by the planner, which
 * refuses what the engine does not support. Plain data, so that it crosses from one thread to another; decimals in it are
 * text.
 */
export interface QueryPlan {
  /** What `let` and `as` name, in the order in which they may refer to each other; each is evaluated at most once. */
  readonly tables: readonly Plan[];
  readonly scalars: readonly Expression[];
  readonly root: Plan;
  /** Of the operator `render` at the end. */
  readonly render: Render | undefined;
}

export interface PlanColumn {
  readonly name: string;
  readonly type: ScalarType;
}

/** Where in the query's text something stands, in UTF-16 code units. */
export interface Place {
  readonly start: number;
  readonly length: number;
}

/** A scalar expression. Columns are counted in the row of the operator that the expression belongs to. */
export type Expression =
  | { readonly kind: 'literal'; readonly type: ScalarType; readonly value: Cell }
  | { readonly kind: 'column'; readonly type: ScalarType; readonly index: number }
  /** An element of `QueryPlan.scalars`. */
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly id: number }
  /** The first cell of the first row; null, or an empty string, when there is none. */
  | { readonly kind: 'toscalar'; readonly type: ScalarType; readonly plan: Plan }
  /** Whether a value is in the first column of a table; `name` is `in`, `in~`, `!in` or `!in~`. */
  | {
      readonly kind: 'inTable';
      readonly type: 'bool';
      readonly name: string;
      readonly value: Expression;
      readonly plan: Plan;
      readonly column: PlanColumn;
      readonly place: Place;
    }
  | Call;

/**
 * A function or an operator. Names are Kusto's, in lower case: `strlen`, `+`, `!contains_cs`, `in~`, `between`, `and`;
 * besides `negate` for the sign, `member` (bag, name) and `element` (array or bag, index or name) for paths. `has_any`
 * and `in` take the list as further arguments. A conversion that the language does by itself is no call: arguments keep
 * their own types, and functions take what they are given.
 */
export interface Call {
  readonly kind: 'call';
  readonly type: ScalarType;
  readonly name: string;
  readonly args: readonly Expression[];
  readonly place: Place;
}

export interface SortKey {
  readonly by: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** An aggregate function over the rows of a group; `outputs` is 1 but for `arg_max(x, *)` and the like. */
export interface Aggregate {
  readonly name: string;
  readonly args: readonly Expression[];
  /** What it gives, one after the other. */
  readonly outputs: readonly PlanColumn[];
  readonly place: Place;
}

export type JoinFlavour =
  | 'innerunique'
  | 'inner'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'rightsemi'
  | 'leftanti'
  | 'rightanti';

export interface Render {
  /** For instance `timechart`. */
  readonly kind: string;
  /** `title`, `xcolumn`, `ycolumns`, `series`, `kind`, `legend` …, as they stand in the query. */
  readonly properties: Readonly<Record<string, string>>;
}

/** An operator and what it works on. Every one has the columns that it gives. */
export type Plan = { readonly columns: readonly PlanColumn[] } & (
  | { readonly kind: 'table'; readonly name: string }
  /** An element of `QueryPlan.tables`. */
  | { readonly kind: 'reference'; readonly id: number }
  /** `datatable`; `print` is a projection of one row without columns. */
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression; readonly step: Expression }
  /** A column that an input does not have is null there, or an empty string; `source` numbers the column of `withsource`. */
  | {
      readonly kind: 'union';
      readonly inputs: readonly UnionInput[];
      readonly source: number | undefined;
    }
  | { readonly kind: 'filter'; readonly input: Plan; readonly condition: Expression }
  /** `project`, `extend`, `project-away` and all that give one row for one row. Window functions need `serialized`. */
  | { readonly kind: 'project'; readonly input: Plan; readonly expressions: readonly Expression[] }
  | { readonly kind: 'take'; readonly input: Plan; readonly count: Expression }
  | { readonly kind: 'sort'; readonly input: Plan; readonly keys: readonly SortKey[] }
  | { readonly kind: 'top'; readonly input: Plan; readonly keys: readonly SortKey[]; readonly count: Expression }
  /** Keys first, then what the aggregates give. `distinct` has no aggregates, `count` no keys. */
  | {
      readonly kind: 'summarize';
      readonly input: Plan;
      readonly keys: readonly Expression[];
      readonly aggregates: readonly Aggregate[];
    }
  /** All columns of the left row, then all of the right one; semi and anti joins give one side only. */
  | {
      readonly kind: 'join';
      readonly flavour: JoinFlavour;
      readonly left: Plan;
      readonly right: Plan;
      readonly leftKeys: readonly Expression[];
      readonly rightKeys: readonly Expression[];
    }
  /** A join where an address on the left is in a network on the right, and further keys are equal. */
  | {
      readonly kind: 'addressLookup';
      readonly family: 'ipv4' | 'ipv6';
      readonly input: Plan;
      readonly lookup: Plan;
      readonly address: Expression;
      readonly network: Expression;
      readonly inputKeys: readonly Expression[];
      readonly lookupKeys: readonly Expression[];
      /** Whether rows of the input without a match are given too. */
      readonly keepsUnmatched: Expression;
    }
  /** The input's columns, some of them replaced or added (`column` of the output), and perhaps the index. */
  | {
      readonly kind: 'mvExpand';
      readonly input: Plan;
      readonly items: readonly ExpandedItem[];
      readonly indexColumn: number | undefined;
      readonly bagExpansion: 'bag' | 'array';
      readonly limit: Expression | undefined;
    }
  /**
   * Runs `subquery` once for each row of the input over the rows that its items expand to, which it reads as the operator
   * `subqueryInput`. Gives the columns of the input row without `dropped`, then those of the subquery, in this order.
   */
  | {
      readonly kind: 'mvApply';
      readonly input: Plan;
      readonly items: readonly ExpandedItem[];
      readonly indexColumn: number | undefined;
      readonly limit: Expression | undefined;
      /** The columns of the expanded rows: those of the input, then those that the items add. */
      readonly expanded: readonly PlanColumn[];
      readonly subquery: Plan;
      /** The input's columns that are given, by number. */
      readonly kept: readonly number[];
    }
  /** What the subquery of `mvApply` or `partition` begins with. */
  | { readonly kind: 'subqueryInput' }
  /** The input's columns, with the captured ones in their places (`column` of the output). */
  | {
      readonly kind: 'parse';
      readonly input: Plan;
      readonly subject: Expression;
      readonly mode: 'simple' | 'relaxed' | 'regex';
      readonly flags: string;
      readonly pattern: readonly ParseStep[];
      /** `parse-where`: rows that do not match are left out. */
      readonly onlyMatching: boolean;
    }
  | {
      readonly kind: 'parseKv';
      readonly input: Plan;
      readonly subject: Expression;
      readonly keys: readonly { readonly name: string; readonly type: ScalarType; readonly column: number }[];
      readonly options: Readonly<Record<string, string | boolean>>;
    }
  | {
      readonly kind: 'makeSeries';
      readonly input: Plan;
      readonly aggregates: readonly (Aggregate & { readonly defaultValue: Expression | undefined })[];
      readonly axis: Expression;
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
      readonly step: Expression;
      /** Whether `in range(…)` was written: its end belongs to the series, which that of `to` does not. */
      readonly isInclusive: boolean;
      /** Whether one series of defaults is given where there is no row and no key. */
      readonly isNonEmpty: boolean;
      readonly keys: readonly Expression[];
    }
  /** One row a column of the input. */
  | { readonly kind: 'getschema'; readonly of: readonly PlanColumn[] }
  | { readonly kind: 'sample'; readonly input: Plan; readonly count: Expression }
  | { readonly kind: 'sampleDistinct'; readonly input: Plan; readonly count: Expression; readonly of: Expression }
  /** Rows and columns come from a plugin or from what is read when it runs; `columns` are those it is bound to. */
  | {
      readonly kind: 'evaluate';
      readonly name: string;
      readonly input: Plan | undefined;
      readonly args: readonly Expression[];
      readonly options: Readonly<Record<string, string>>;
      readonly place: Place;
    }
  | {
      readonly kind: 'partition';
      readonly input: Plan;
      readonly by: Expression;
      readonly subquery: Plan;
    }
  | {
      readonly kind: 'topNested';
      readonly input: Plan;
      readonly levels: readonly TopNestedLevel[];
    }
  | { readonly kind: 'scan'; readonly input: Plan; readonly scan: Scan }
  | {
      readonly kind: 'externaldata';
      readonly uris: readonly string[];
      readonly properties: Readonly<Record<string, string>>;
      readonly place: Place;
    }
);

export interface UnionInput {
  readonly plan: Plan;
  /** For each column of the union, its number in the input. */
  readonly from: readonly (number | undefined)[];
  readonly sourceName: string;
}

export interface ExpandedItem {
  readonly value: Expression;
  /** To which each element is converted. */
  readonly type: ScalarType;
  /** Where it stands in the row that is given. */
  readonly column: number;
}

export type ParseStep =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'skip' }
  | { readonly kind: 'capture'; readonly column: number; readonly type: ScalarType };

/** Gives one column for the value and one for its measure. */
export interface TopNestedLevel {
  readonly count: Expression | undefined;
  readonly of: Expression;
  readonly others: Expression | undefined;
  readonly by: Aggregate;
  readonly descending: boolean;
}

export interface Scan {
  readonly withMatchId: boolean;
  /** The columns that the operator declares, after those of the input; each with its default. */
  readonly declared: readonly (PlanColumn & { readonly defaultValue: Expression | undefined })[];
  /** Expressions see the current row, then, for each step in order, the state of that step: input and declared columns. */
  readonly steps: readonly ScanStep[];
}

export interface ScanStep {
  readonly name: string;
  readonly output: 'all' | 'last' | 'none';
  readonly isOptional: boolean;
  readonly condition: Expression;
  readonly assignments: readonly { readonly declared: number; readonly value: Expression }[];
}
