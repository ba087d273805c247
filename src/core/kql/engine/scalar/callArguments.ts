import { Decimal } from 'decimal.js';
import type { Cell, Dynamic, Int64, Row, ScalarType } from '../../values.ts';
import { isArray, toDynamic } from '../cellTypes.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall } from '../functionTable.ts';

/** An argument that the function cannot do without. */
export function argumentAt(call: ScalarCall, index: number): Argument {
  const argument = call.args[index];
  if (argument === undefined) throw new QueryError(`The function ${call.name}() needs more arguments.`, call.name);
  return argument;
}

/** A text that is the same for every row, and that therefore can be looked at once. */
export function constantText(call: ScalarCall, index: number): string {
  const value = argumentAt(call, index).constant?.value;
  if (typeof value === 'string') return value;
  throw new QueryError(
    `Argument ${index + 1} of ${call.name}() has to be a text that is the same for every row.`,
    call.name,
  );
}

/** Refuses a call whose arguments have these types. */
export function refuseTypes({ name, args }: ScalarCall): never {
  const types = args.map(({ type }) => type).join(', ');
  throw new QueryError(`The function ${name}() is not supported for (${types}).`, name);
}

export function isIntegerType(type: ScalarType): boolean {
  return type === 'int' || type === 'long';
}

export function isNumberType(type: ScalarType): boolean {
  return isIntegerType(type) || type === 'real' || type === 'decimal';
}

/** A number as a real one; null for null. */
export function realAt(call: ScalarCall, index: number): (row: Row) => number | null {
  const { type, evaluate, constant } = argumentAt(call, index);
  if (!isNumberType(type)) return refuseTypes(call);
  if (constant !== undefined) {
    const value = realOfCell(constant.value);
    return () => value;
  }
  return (row) => realOfCell(evaluate(row));
}

function realOfCell(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'bigint' || cell instanceof Decimal ? Number(cell) : null;
}

/** An int, long, datetime or timespan. */
export function int64At(call: ScalarCall, index: number): (row: Row) => Int64 | null {
  const { type, evaluate } = argumentAt(call, index);
  if (!isIntegerType(type) && type !== 'datetime' && type !== 'timespan') return refuseTypes(call);
  return (row) => int64OfCell(evaluate(row));
}

export function int64OfCell(cell: Cell): Int64 | null {
  return typeof cell === 'number' || typeof cell === 'bigint' ? cell : null;
}

/** A datetime's cells. */
export function datetimeAt(call: ScalarCall, index: number): (row: Row) => Int64 | null {
  return argumentAt(call, index).type === 'datetime' ? int64At(call, index) : refuseTypes(call);
}

/** A whole number that counts or points to elements; what is too large for that points beyond all of them. */
export function countAt(call: ScalarCall, index: number): (row: Row) => number | null {
  const { type, evaluate } = argumentAt(call, index);
  if (!isIntegerType(type)) return refuseTypes(call);
  return (row) => {
    const cell = evaluate(row);
    return typeof cell === 'number' ? cell : typeof cell === 'bigint' ? Number(cell) : null;
  };
}

/** A dynamic array; null for anything else. */
export function arrayAt(call: ScalarCall, index: number): (row: Row) => readonly Dynamic[] | null {
  const { type, evaluate } = argumentAt(call, index);
  if (type !== 'dynamic') return refuseTypes(call);
  return (row) => {
    const cell = evaluate(row);
    return isArray(cell) ? cell : null;
  };
}

/**
 * The arrays that all arguments are. Where one is no array the documentation says nothing of the result, so that the row
 * is refused.
 */
export function arraysOf(call: ScalarCall): (row: Row) => readonly (readonly Dynamic[])[] {
  const reads = call.args.map((_, index) => arrayAt(call, index));
  return (row) => reads.map((read) => read(row) ?? refuseOther(call, 'an array', 'dynamic([])'));
}

/** Refuses a row with a dynamic value that is something else. */
export function refuseOther({ name }: ScalarCall, wanted: string, instead: string): never {
  throw new QueryError(
    `${name}() of a value that is null, or not ${wanted}, is not supported: write coalesce(…, ${instead}).`,
    name,
  );
}

/** A value of any type, as it stands inside a dynamic one. */
export function dynamicAt(call: ScalarCall, index: number): (row: Row) => Dynamic {
  return dynamicOf(argumentAt(call, index));
}

export function dynamicOf({ type, evaluate }: Argument): (row: Row) => Dynamic {
  return (row) => toDynamic(evaluate(row), type);
}

/** A bool; the default where the argument is missing. */
export function flagAt(call: ScalarCall, index: number, byDefault: boolean): boolean {
  const argument = call.args[index];
  if (argument === undefined) return byDefault;
  const value = argument.constant?.value;
  if (typeof value === 'boolean') return value;
  throw new QueryError(`Argument ${index + 1} of ${call.name}() has to be true or false for every row.`, call.name);
}

/** Gives null where the argument does, else what is made of it. */
export function ofReal(apply: (x: number) => number | null): (call: ScalarCall) => Evaluator {
  return (call) => {
    const read = realAt(call, 0);
    return (row) => {
      const x = read(row);
      return x === null ? null : apply(x);
    };
  };
}
