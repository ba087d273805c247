import { Decimal } from 'decimal.js';
import type { Cell, ScalarType } from '../../../values.ts';
import { KustoDecimal } from '../../aggregates/kustoDecimal.ts';
import { cellConverter } from '../../convertCell.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall } from '../../functionTable.ts';

/** The two arguments of an operator. */
export function operands({ name, args }: ScalarCall): readonly [Argument, Argument] {
  const [left, right] = args;
  if (left === undefined || right === undefined)
    throw new QueryError(`The operator '${name}' needs two operands.`, name);
  return [left, right];
}

export function refuseOperands({ name, args }: ScalarCall): never {
  const types = args.map(({ type }) => type).join(' and ');
  throw new QueryError(`The operator '${name}' is not supported between ${types}.`, name);
}

/** Types whose values are integers as they stand: numbers, and ticks. */
export type NumberKind = 'integer' | 'real' | 'decimal' | 'datetime' | 'timespan';

export function numberKind(type: ScalarType): NumberKind | undefined {
  switch (type) {
    case 'int':
    case 'long':
      return 'integer';
    case 'real':
    case 'decimal':
    case 'datetime':
    case 'timespan':
      return type;
    default:
      return undefined;
  }
}

/** Evaluates to null where either operand is null. */
export function sticky([left, right]: readonly [Evaluator, Evaluator], apply: (a: Cell, b: Cell) => Cell): Evaluator {
  return (row) => {
    const a = left(row);
    if (a === null) return null;
    const b = right(row);
    return b === null ? null : apply(a, b);
  };
}

/** A number as a real one. */
export function realOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'bigint' || cell instanceof Decimal ? Number(cell) : Number.NaN;
}

export function decimalOf(cell: Cell): Decimal {
  return new KustoDecimal(cell instanceof Decimal ? cell : typeof cell === 'bigint' ? cell.toString() : realOf(cell));
}

/** An operand that is dynamic, as a value of the other operand's type, which Kusto converts it to. */
export function dynamicAs({ evaluate }: Argument, type: ScalarType): Evaluator {
  const convert = cellConverter('dynamic', type);
  return (row) => convert(evaluate(row));
}
