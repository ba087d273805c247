import { createHash } from 'node:crypto';
import { type Cell, int64, type ScalarType, TICKS_BEFORE_EPOCH } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, countAt } from './callArguments.ts';
import { ofText } from './textArguments.ts';
import { xxhash64 } from './xxhash64.ts';

/**
 * Hashes of values. hash_combine() and hash_many() are left out: how Kusto combines two hashes is not documented. So is
 * which bytes of most types xxhash64 sees.
 */
export const hashes: ScalarFunctions = {
  hash: xxhash,
  hash_xxhash64: xxhash,
  hash_md5: ofText((text) => digest('md5', text)),
  hash_sha1: ofText((text) => digest('sha1', text)),
  hash_sha256: ofText((text) => digest('sha256', text)),
};

/** In hexadecimal digits, of the value's text; that of an empty text is empty. */
function digest(algorithm: string, text: string): string {
  return text === '' ? '' : createHash(algorithm).update(text).digest('hex');
}

function xxhash(call: ScalarCall): Evaluator {
  const { type, evaluate } = argumentAt(call, 0);
  const bytesOf = HASHED[type];
  if (bytesOf === undefined) throw new QueryError(`${call.name}() of a ${type} is not supported.`, call.name);
  const modulo = call.args.length > 1 ? countAt(call, 1) : undefined;
  return (row) => {
    const cell = evaluate(row);
    if (cell === null) throw new QueryError(`${call.name}() of null is not supported.`, call.name);
    const hash = xxhash64(bytesOf(cell));
    return modulo === undefined ? int64(hash) : remainder(hash, modulo(row), call);
  };
}

const HASHED: { readonly [T in ScalarType]?: (cell: Cell) => Buffer } = {
  string: (cell) => Buffer.from(String(cell)),
  long: (cell) => int64Bytes(BigInt(String(cell))),
  datetime: (cell) => int64Bytes(BigInt(String(cell)) + TICKS_BEFORE_EPOCH),
  timespan: (cell) => int64Bytes(BigInt(String(cell))),
};

function int64Bytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

/** Where signed and unsigned hashes leave different remainders, Kusto's is not documented. */
function remainder(hash: bigint, modulo: number | null, call: ScalarCall): Cell {
  if (modulo === null || modulo < 1) throw new QueryError(`${call.name}() needs a modulo above 0.`, call.name);
  const divisor = BigInt(modulo);
  const unsigned = hash % divisor;
  const signed = ((BigInt.asIntN(64, hash) % divisor) + divisor) % divisor;
  if (signed !== unsigned) {
    throw new QueryError(`${call.name}() with the modulo ${modulo} is not supported for all values.`, call.name);
  }
  return int64(unsigned);
}
