import { Decimal } from 'decimal.js';
import type { Cell, ScalarType } from '../../../values.ts';
import { textWriter } from '../../cellText.ts';
import { isInt64 } from '../../cellTypes.ts';
import { cellConverter } from '../../convertCell.ts';
import type { Argument, Evaluator, ScalarCall, ScalarFunction, ScalarFunctions } from '../../functionTable.ts';
import { constantAs } from './literalOperand.ts';
import { decimalOf, numberKind, operands, realOf, refuseOperands, sticky } from './operandTypes.ts';

/**
 * Equality with one null is false, inequality true, and between two nulls both are null; an order with a null is null.
 * A dynamic value is compared as a value of the other type, and so is a constant that is equal to one.
 */
export const comparisonOperators: ScalarFunctions = {
  '==': (call) => equality(call, true),
  '!=': (call) => equality(call, false),
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
};

/** Whether two cells that are not null are equal. */
type Equality = (a: Cell, b: Cell) => boolean;

/** How values of these two types are compared after `comparable` has prepared them; undefined where they cannot be. */
export function equalityOf(left: ScalarType, right: ScalarType): Equality | undefined {
  if (left === 'dynamic' || right === 'dynamic') {
    const other = left === 'dynamic' ? right : left;
    return other === 'dynamic' ? undefined : equalityOf(other, other);
  }
  if (left === right) return left === 'decimal' ? sameDecimal : same;
  if (left === 'bool' || right === 'bool') {
    const other = left === 'bool' ? right : left;
    return other === 'int' || other === 'long' ? (a, b) => Number(a) === Number(b) : undefined;
  }
  const kinds = [numberKind(left), numberKind(right)];
  if (kinds.some((kind) => kind === undefined || kind === 'datetime' || kind === 'timespan')) return undefined;
  if (kinds.includes('decimal')) return (a, b) => decimalOf(a).equals(decimalOf(b));
  // A long that no number can hold is a bigint, which is never === a number, but is compared with one exactly.
  return kinds.includes('real') ? (a, b) => isInt64(a) && isInt64(b) && a <= b && a >= b : same;
}

/** What a dynamic operand is converted to before it is compared with the other type; null where it holds something else. */
export function comparable({ type, evaluate }: Argument, other: ScalarType): Evaluator {
  if (type !== 'dynamic') return evaluate;
  if (other === 'string') {
    const write = textWriter('dynamic');
    return (row) => write(evaluate(row));
  }
  const convert = cellConverter('dynamic', other);
  const isNumber = other === 'int' || other === 'long' || other === 'real';
  return (row) => {
    const cell = evaluate(row);
    // A number is compared as it is: 1.5 is not the long 1.
    return isNumber && isInt64(cell) ? cell : convert(cell);
  };
}

function equality(call: ScalarCall, isEqual: boolean): Evaluator {
  const [left, right] = alike(operands(call));
  const equal = equalityOf(left.type, right.type) ?? refuseOperands(call);
  const [a, b] = [comparable(left, right.type), comparable(right, left.type)];
  const { constant } = right;
  if (equal === same && constant !== undefined && constant.value !== null && right.type !== 'dynamic') {
    const expected = constant.value;
    return isEqual ? (row) => a(row) === expected : (row) => a(row) !== expected;
  }
  return (row) => {
    const x = a(row);
    const y = b(row);
    if (x === null || y === null) return x === y ? null : !isEqual;
    return equal(x, y) === isEqual;
  };
}

/** Two operands of which a constant one has the type of the other where their types could not be compared. */
function alike([left, right]: readonly [Argument, Argument]): readonly [Argument, Argument] {
  if (equalityOf(left.type, right.type) !== undefined) return [left, right];
  const constant = constantAs(right, left.type);
  return constant === undefined ? [constantAs(left, right.type) ?? left, right] : [left, constant];
}

function same(a: Cell, b: Cell): boolean {
  return a === b;
}

function sameDecimal(a: Cell, b: Cell): boolean {
  return a instanceof Decimal && b instanceof Decimal && a.equals(b);
}

function ordering(isRight: (order: number) => boolean): ScalarFunction {
  return (call) => {
    const [left, right] = operands(call);
    const compare = orderOf(left.type, right.type) ?? refuseOperands(call);
    return sticky([comparable(left, right.type), comparable(right, left.type)], (a, b) => isRight(compare(a, b)));
  };
}

/** Less than zero, zero or more, for cells that are not null; NaN where they have no order. */
export type Order = (a: Cell, b: Cell) => number;

export function orderOf(left: ScalarType, right: ScalarType): Order | undefined {
  if (left === 'dynamic' || right === 'dynamic') {
    const other = left === 'dynamic' ? right : left;
    return other === 'dynamic' || other === 'string' ? undefined : orderOf(other, other);
  }
  if (left === 'bool' && right === 'bool') return (a, b) => Number(a) - Number(b);
  const kinds = [numberKind(left), numberKind(right)];
  if (kinds.includes(undefined)) return undefined;
  const isTime = kinds.includes('datetime') || kinds.includes('timespan');
  if (isTime && kinds[0] !== kinds[1]) return undefined;
  if (kinds.includes('decimal')) return (a, b) => decimalOf(a).comparedTo(decimalOf(b));
  return numberOrder;
}

function numberOrder(a: Cell, b: Cell): number {
  if (!isInt64(a) || !isInt64(b)) return realOf(a) - realOf(b);
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : equalOrNothing(a, b);
}

function equalOrNothing(a: number | bigint, b: number | bigint): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
}
