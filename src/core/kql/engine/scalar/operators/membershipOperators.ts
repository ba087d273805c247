import type { Cell, Row, ScalarType } from '../../../values.ts';
import { type CellKey, plainKey } from '../../cellKey.ts';
import { cellText } from '../../cellText.ts';
import { isArray } from '../../cellTypes.ts';
import {
  type Argument,
  QueryError,
  type ScalarCall,
  type ScalarFunction,
  type ScalarFunctions,
} from '../../functionTable.ts';
import { comparable, equalityOf } from './comparisonOperators.ts';
import { foldCase } from './foldCase.ts';
import { constantAs } from './literalOperand.ts';
import { refuseOperands } from './operandTypes.ts';

/** `in` a list, whose elements may be arrays of values; `in~` regardless of case. A null is in no list. */
export const membershipOperators: ScalarFunctions = {
  in: member({ ignoresCase: false, isWanted: true }),
  '!in': member({ ignoresCase: false, isWanted: false }),
  'in~': member({ ignoresCase: true, isWanted: true }),
  '!in~': member({ ignoresCase: true, isWanted: false }),
};

interface Membership {
  readonly ignoresCase: boolean;
  readonly isWanted: boolean;
}

/** By the name of the operator. */
export function membershipOf(name: string): Membership {
  return { ignoresCase: name.endsWith('~'), isWanted: !name.startsWith('!') };
}

function member(membership: Membership): ScalarFunction {
  return (call) => {
    const [value, ...listed] = call.args;
    if (value === undefined) throw new QueryError(`The operator '${call.name}' needs an operand.`, call.name);
    const type = comparedType(value.type, listed);
    const read = reader(value.type, type, membership) ?? refuseOperands(call);
    const list = listed.map((argument) => {
      const isComparable = argument.type === 'dynamic' || equalityOf(type, argument.type) !== undefined;
      return isComparable ? argument : (constantAs(argument, type) ?? refuseOperands(call));
    });
    const subject = comparable(value, type);
    const keys = keysOf(list, type, read, call);
    return (row) => {
      const cell = subject(row);
      return (cell !== null && keys(row).has(read(cell))) === membership.isWanted;
    };
  };
}

/** A dynamic value is compared as what stands in the list. */
function comparedType(type: ScalarType, list: readonly Argument[]): ScalarType {
  return type === 'dynamic' ? (list.find((argument) => argument.type !== 'dynamic')?.type ?? 'string') : type;
}

/** What makes a key of a value of the compared type; undefined where such values cannot be looked up. */
export function reader(type: ScalarType, compared: ScalarType, { ignoresCase }: Membership) {
  if (ignoresCase) {
    if (type !== 'string' && type !== 'dynamic') return undefined;
    return (cell: Cell): CellKey => (typeof cell === 'string' ? foldCase(cell) : plainKey(cell));
  }
  if (compared === 'decimal') return (cell: Cell): CellKey => String(cell);
  return plainKey;
}

function keysOf(
  list: readonly Argument[],
  type: ScalarType,
  read: (cell: Cell) => CellKey,
  { name }: ScalarCall,
): (row: Row) => ReadonlySet<CellKey> {
  const readAll = (row: Row) => {
    const keys = new Set<CellKey>();
    for (const argument of list) {
      for (const cell of valuesOf(argument, row, type)) {
        if (cell !== null) keys.add(read(cell));
      }
    }
    return keys;
  };
  if (list.some(({ constant }) => constant === undefined)) return readAll;
  if (list.length === 0) throw new QueryError(`The operator '${name}' needs a list.`, name);
  const keys = readAll([]);
  return () => keys;
}

/** The elements of an array, or the value itself, as values of the compared type. */
function valuesOf(argument: Argument, row: Row, type: ScalarType): readonly Cell[] {
  const cell = argument.evaluate(row);
  if (argument.type !== 'dynamic') return [cell];
  const elements = isArray(cell) ? cell : [cell];
  if (type === 'string') return elements.map((element) => cellText(element, 'dynamic'));
  return elements.map((element) =>
    comparable({ type: 'dynamic', evaluate: () => element, constant: undefined }, type)([]),
  );
}
