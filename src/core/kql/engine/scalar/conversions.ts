import { Decimal } from 'decimal.js';
import { type Cell, type ScalarType, TypedScalar } from '../../values.ts';
import { dynamicOf, textWriter } from '../cellText.ts';
import { isArray, isBag } from '../cellTypes.ts';
import { cellConverter } from '../convertCell.ts';
import { jsonText } from '../dynamicText.ts';
import {
  type Evaluator,
  QueryError,
  type ScalarCall,
  type ScalarFunction,
  type ScalarFunctions,
} from '../functionTable.ts';
import { argumentAt, countAt, isIntegerType, refuseTypes } from './callArguments.ts';

/** From one type to another. What cannot be converted becomes null. */
export const conversions: ScalarFunctions = {
  tostring: to('string'),
  tobool: to('bool'),
  toboolean: to('bool'),
  toint: toInt,
  tolong: to('long'),
  todouble: to('real'),
  toreal: to('real'),
  todecimal: to('decimal'),
  todatetime: to('datetime'),
  totimespan: to('timespan'),
  totime: to('timespan'),
  toguid: to('guid'),
  todynamic: to('dynamic'),
  toobject: to('dynamic'),
  parse_json: to('dynamic'),
  parsejson: to('dynamic'),
  dynamic_to_json: dynamicToJson,
  gettype: getType,
  tohex: toHex,
};

function to(type: ScalarType): ScalarFunction {
  return (call) => {
    const { type: from, evaluate } = argumentAt(call, 0);
    // A dynamic value goes through parse_json() as it is.
    if (from === type) return evaluate;
    const convert = cellConverter(from, type);
    return (row) => convert(evaluate(row));
  };
}

/** Kusto converts a constant that is too large differently from a column's value. */
function toInt(call: ScalarCall): Evaluator {
  const { type, constant } = argumentAt(call, 0);
  if (type === 'real' && typeof constant?.value === 'number' && Math.abs(constant.value) >= 2 ** 31) {
    throw new QueryError('toint() of a constant beyond 32 bits is not supported.', 'toint');
  }
  return to('int')(call);
}

/** As text whose bags are sorted by name, so that equal values have equal texts. */
function dynamicToJson(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (type !== 'dynamic') {
    const write = textWriter(type);
    return (row) => write(evaluate(row));
  }
  return (row) => {
    const cell = evaluate(row);
    if (isArray(cell) || isBag(cell)) return jsonText(sorted(cell));
    if (typeof cell === 'string') throw new QueryError('dynamic_to_json() of a string is not supported.', call.name);
    return textWriter('dynamic')(cell);
  };
}

function sorted(cell: Cell): ReturnType<typeof dynamicOf> {
  if (isArray(cell)) return cell.map(sorted);
  if (!isBag(cell)) return dynamicOf(cell);
  const names = Object.keys(cell).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(cell[name] ?? null)]));
}

function getType(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  return type === 'dynamic' ? (row) => typeInDynamic(evaluate(row)) : () => type;
}

function typeInDynamic(cell: Cell): string {
  if (cell === null) return 'null';
  if (cell instanceof TypedScalar) return cell.type === 'real' ? 'double' : cell.type;
  if (isArray(cell)) return 'array';
  switch (typeof cell) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'bigint':
      return 'long';
    case 'number':
      return Number.isInteger(cell) ? 'long' : 'double';
    default:
      return cell instanceof Decimal ? 'decimal' : 'dictionary';
  }
}

/** Kusto fills up to 16 digits at most. */
const MAX_HEX_DIGITS = 16;

/** In lower case, negative numbers as the two's complement of their type. */
function toHex(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  if (!isIntegerType(type)) return refuseTypes(call);
  const bits = type === 'int' ? 32 : 64;
  const minLength = call.args.length > 1 ? countAt(call, 1) : () => 0;
  return (row) => {
    const value = evaluate(row);
    if (typeof value !== 'number' && typeof value !== 'bigint') return '';
    const digits = value >= 0 ? value.toString(16) : BigInt.asUintN(bits, BigInt(value)).toString(16);
    return digits.padStart(Math.min(minLength(row) ?? 0, MAX_HEX_DIGITS), '0');
  };
}
