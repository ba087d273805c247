import { type Cell, type Int64, int64 } from '../../values.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { argumentAt, int64At, isIntegerType, refuseTypes } from './callArguments.ts';

/** Bits of 64-bit integers in two's complement. Numbers that fit 32 bits have the same bits there, and are the fast path. */
export const bits: ScalarFunctions = {
  binary_and: ofTwo(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  binary_or: ofTwo(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  binary_xor: ofTwo(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  binary_not: binaryNot,
  binary_shift_left: shift((value, count) => value << count),
  binary_shift_right: shift((value, count) => value >> count),
  bitset_count_ones: bitsetCountOnes,
};

function integerAt(call: ScalarCall, index: number): ReturnType<typeof int64At> {
  return isIntegerType(argumentAt(call, index).type) ? int64At(call, index) : refuseTypes(call);
}

function ofTwo(
  ofSmall: (a: number, b: number) => number,
  ofAny: (a: bigint, b: bigint) => bigint,
): (call: ScalarCall) => Evaluator {
  return (call) => {
    const [left, right] = [integerAt(call, 0), integerAt(call, 1)];
    return (row) => {
      const a = left(row);
      const b = right(row);
      if (a === null || b === null) return null;
      return isSmall(a) && isSmall(b) ? ofSmall(a, b) : int64(ofAny(BigInt(a), BigInt(b)));
    };
  };
}

function isSmall(value: Int64): value is number {
  return typeof value === 'number' && value === (value | 0);
}

function binaryNot(call: ScalarCall): Evaluator {
  const read = integerAt(call, 0);
  return (row) => {
    const value = read(row);
    return value === null ? null : int64(~BigInt(value));
  };
}

/** By the count modulo 64; null for a negative one. */
function shift(apply: (value: bigint, count: bigint) => bigint): (call: ScalarCall) => Evaluator {
  return (call) => {
    const [read, readCount] = [integerAt(call, 0), integerAt(call, 1)];
    return (row): Cell => {
      const value = read(row);
      const count = readCount(row);
      if (value === null || count === null || count < 0) return null;
      return int64(apply(BigInt(value), BigInt(count) % 64n));
    };
  };
}

function bitsetCountOnes(call: ScalarCall): Evaluator {
  const read = integerAt(call, 0);
  return (row) => {
    const value = read(row);
    if (value === null) return null;
    let count = 0;
    for (let rest = BigInt.asUintN(64, BigInt(value)); rest > 0n; rest &= rest - 1n) count += 1;
    return count;
  };
}
