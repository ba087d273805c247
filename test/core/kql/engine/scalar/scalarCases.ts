import { expect, test } from 'vitest';
import { cellText } from '../../../../../src/core/kql/engine/cellText.ts';
import { type Argument, QueryError, type ScalarFunctions } from '../../../../../src/core/kql/engine/functionTable.ts';
import { cellParser } from '../../../../../src/core/kql/engine/parseCell.ts';
import { parseDatetime } from '../../../../../src/core/kql/engine/parseDatetime.ts';
import type { Cell, ScalarType } from '../../../../../src/core/kql/values.ts';

/** A function, its arguments and what it gives, each as its type and its text: `long 5`, `dynamic [1,2]`, `real null`. */
export type ScalarCase = readonly [name: string, args: readonly string[], expected: string];

const NOW = '2024-02-29T12:30:00Z';

/** Runs each case twice: with arguments that are the same for every row, and with columns. */
export function testScalarCases(functions: ScalarFunctions, cases: readonly ScalarCase[]): void {
  test.each(cases)('%s %j gives %s', (name, args, expected) => {
    const [type] = parse(expected);
    const written = expected.slice(type.length + 1);
    expect(textOf(evaluate(functions, { name, args, type, isConstant: true }), type)).toBe(written);
    expect(textOf(evaluate(functions, { name, args, type, isConstant: false }), type)).toBe(written);
  });
}

/** Cases that are refused, when they are prepared or when they run. */
export function testRefused(
  functions: ScalarFunctions,
  cases: readonly (readonly [string, readonly string[]])[],
): void {
  test.each(cases)('%s %j is refused', (name, args) => {
    const type: ScalarType = 'dynamic';
    expect(() => evaluate(functions, { name, args, type, isConstant: true })).toThrow(QueryError);
  });
}

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly type: ScalarType;
  readonly isConstant: boolean;
}

export function evaluate(functions: ScalarFunctions, { name, args, type, isConstant }: Call): Cell {
  const row = args.map((arg) => parse(arg)[1]);
  const call = {
    name,
    args: args.map((arg, index) => argument(parse(arg), { index, isConstant: isConstant || isKeyword(arg) })),
    type,
    run: { now: parseDatetime(NOW) ?? 0, checkStop: () => {} },
  };
  return functions[name]?.(call)(row) ?? null;
}

/** Parts of a datetime, units and flags are constants in every query. */
function isKeyword(arg: string): boolean {
  return arg.startsWith('string ') || arg.startsWith('bool ');
}

function argument(
  [type, cell]: readonly [ScalarType, Cell],
  { index, isConstant }: { readonly index: number; readonly isConstant: boolean },
): Argument {
  return {
    type,
    evaluate: isConstant ? () => cell : (row) => row[index] ?? null,
    constant: isConstant ? { value: cell } : undefined,
  };
}

const TYPES: readonly ScalarType[] = [
  ...(['bool', 'int', 'long', 'real', 'decimal', 'string', 'datetime', 'timespan', 'guid', 'dynamic'] as const),
];

function parse(text: string): readonly [ScalarType, Cell] {
  const [word = '', ...rest] = text.split(' ');
  const type = TYPES.find((known) => known === word);
  if (type === undefined) throw new Error(`'${text}' does not begin with a type.`);
  const value = rest.join(' ');
  return [type, value === 'null' ? null : type === 'string' ? value : cellParser(type)(value)];
}

function textOf(cell: Cell, type: ScalarType): string {
  return cell === null ? 'null' : cellText(cell, type);
}
