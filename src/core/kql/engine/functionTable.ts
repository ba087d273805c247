import type { Place } from '../plan.ts';
import type { Cell, Int64, Row, ScalarType } from '../values.ts';

/** Gives the value of an expression for one row. */
export type Evaluator = (row: Row) => Cell;

export interface Argument {
  readonly type: ScalarType;
  readonly evaluate: Evaluator;
  /** Where the argument is the same for every row: what it is. */
  readonly constant: { readonly value: Cell } | undefined;
}

/** What a run gives to the functions and operators in it. */
export interface RunContext {
  /** What `now()` is: a datetime's cell. */
  readonly now: Int64;
  /** Throws when the run has been stopped. Whatever takes more than a few thousand steps asks in between. */
  readonly checkStop: () => void;
}

/** A call of a scalar function or operator, whose argument types and result type the language service has bound. */
export interface ScalarCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly type: ScalarType;
  readonly run: RunContext;
}

/**
 * Prepares a call: looks at types and constants once, and gives what is done for each row. Throws a QueryError where the
 * call cannot be supported: an answer that may be wrong is worse.
 */
export type ScalarFunction = (call: ScalarCall) => Evaluator;

/** By name, in lower case. */
export type ScalarFunctions = Readonly<Record<string, ScalarFunction>>;

export interface AggregateCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly types: readonly ScalarType[];
  readonly run: RunContext;
}

/** What has been seen of one group. */
export interface Accumulator {
  add(row: Row): void;
  /** Appends what the aggregate gives, one cell for each of `AggregateCall.types`. */
  finish(out: Cell[]): void;
}

/** Prepares an aggregate, and gives what makes the accumulator of each group. */
export type AggregateFunction = (call: AggregateCall) => () => Accumulator;

export type AggregateFunctions = Readonly<Record<string, AggregateFunction>>;

/** A query that cannot be run, or a run that cannot go on: a sentence for its author, in English, about what stands there. */
export class QueryError extends Error {
  /** What is not supported, by its name in Kusto, when that is the reason. */
  readonly unsupported: string | undefined;
  /** Where in the query's text the reason stands, as far as that is known. */
  readonly place: Place | undefined;

  constructor(message: string, unsupported?: string, place?: Place) {
    super(message);
    this.name = 'QueryError';
    this.unsupported = unsupported;
    this.place = place;
  }
}
