import type { Cell } from '../../../values.ts';
import { isArray, isBag, isInt64 } from '../../cellTypes.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../../functionTable.ts';
import { operands, refuseOperands } from './operandTypes.ts';

/** What stands in a dynamic value under a name, or at an index, negative ones counting from the end; null for nothing. */
export const pathOperators: ScalarFunctions = { member: at, element: at };

function at(call: ScalarCall): Evaluator {
  const [subject, key] = operands(call);
  if (subject.type !== 'dynamic') return refuseOperands(call);
  const { evaluate } = subject;
  const name = key.constant?.value;
  if (typeof name === 'string') return (row) => memberOf(evaluate(row), name);
  const path = key.evaluate;
  return (row) => elementOf(evaluate(row), path(row));
}

function memberOf(cell: Cell, name: string): Cell {
  return isBag(cell) && Object.hasOwn(cell, name) ? (cell[name] ?? null) : null;
}

function elementOf(cell: Cell, key: Cell): Cell {
  if (typeof key === 'string') return memberOf(cell, key);
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (!isArray(cell) || !isInt64(index)) return null;
  return cell.at(Number(index)) ?? null;
}
