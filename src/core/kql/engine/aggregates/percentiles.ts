import { Decimal } from 'decimal.js';
import type { Cell, Row, ScalarType } from '../../values.ts';
import { toDynamic } from '../cellTypes.ts';
import {
  type Accumulator,
  type AggregateCall,
  type AggregateFunction,
  type AggregateFunctions,
  type Argument,
  type Evaluator,
  QueryError,
} from '../functionTable.ts';
import { argumentAt, constantAt } from './argumentAt.ts';
import { type Ordinal, smallestAtRanks } from './smallestAtRanks.ts';

/**
 * Kusto estimates the nearest-rank percentile, with an error of up to one percent of the rank; this gives the percentile
 * itself, which is always within.
 */
export const percentiles: AggregateFunctions = {
  percentile: percentilesOf({ isWeighted: false, isArray: false }),
  percentiles: percentilesOf({ isWeighted: false, isArray: false }),
  percentiles_array: percentilesOf({ isWeighted: false, isArray: true }),
  percentilew: percentilesOf({ isWeighted: true, isArray: false }),
  percentilesw: percentilesOf({ isWeighted: true, isArray: false }),
  percentilesw_array: percentilesOf({ isWeighted: true, isArray: true }),
};

const ORDINAL_TYPES: ReadonlySet<ScalarType> = new Set(['int', 'long', 'real', 'decimal', 'datetime', 'timespan']);

function percentilesOf({ isWeighted, isArray }: { isWeighted: boolean; isArray: boolean }): AggregateFunction {
  return (call) => {
    const value = argumentAt(call, 0);
    if (!ORDINAL_TYPES.has(value.type)) {
      throw new QueryError(`${call.name}() of a ${value.type} is not supported.`, call.name);
    }
    const weight = isWeighted ? argumentAt(call, 1).evaluate : undefined;
    const ranks = ranksOf(call, isWeighted ? 2 : 1);
    return () => new Percentiles({ value, weight, ranks, isArray });
  };
}

/** The percentiles that are asked for, one by one or as an array. */
function ranksOf(call: AggregateCall, from: number): readonly number[] {
  const given = call.args.slice(from).map((_, index) => constantAt(call, from + index));
  const ranks = given.flat().map(Number);
  if (ranks.length > 0 && ranks.every((rank) => rank >= 0 && rank <= 100)) return ranks;
  throw new QueryError(`${call.name}() needs percentiles from 0 to 100.`);
}

interface Request {
  readonly value: Argument;
  readonly weight: Evaluator | undefined;
  readonly ranks: readonly number[];
  readonly isArray: boolean;
}

class Percentiles implements Accumulator {
  private readonly values: Ordinal[] = [];
  private readonly weights: number[] = [];
  private readonly request: Request;

  constructor(request: Request) {
    this.request = request;
  }

  add(row: Row): void {
    const value = ordinalOf(this.request.value.evaluate(row));
    if (value === null) return;
    if (this.request.weight !== undefined) {
      const weight = Number(this.request.weight(row) ?? 0);
      if (weight < 0) throw new QueryError('A weight of a percentile is negative.');
      if (weight === 0) return;
      this.weights.push(weight);
    }
    this.values.push(value);
  }

  finish(out: Cell[]): void {
    const { ranks, isArray, weight, value } = this.request;
    const found = smallestAtRanks(this.values, weight === undefined ? undefined : this.weights, ranks);
    if (!isArray) out.push(...found);
    else if (this.values.length === 0) out.push(null);
    else out.push(found.map((each) => toDynamic(each, elementType(value.type))));
  }
}

/** Percentiles of decimals are real. */
function ordinalOf(cell: Cell): Ordinal | null {
  if (typeof cell === 'number' || typeof cell === 'bigint') return cell;
  return Decimal.isDecimal(cell) ? cell.toNumber() : null;
}

function elementType(type: ScalarType): ScalarType {
  return type === 'decimal' ? 'real' : type;
}
