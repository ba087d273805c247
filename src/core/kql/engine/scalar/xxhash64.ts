/** The xxHash64 of these bytes with seed 0, as an unsigned number. */
export function xxhash64(bytes: Buffer): bigint {
  const { hash, at } = bytes.length >= 32 ? stripes(bytes) : { hash: PRIME5, at: 0 };
  return avalanche(tail(wrap(hash + BigInt(bytes.length)), bytes, at));
}

const PRIME1 = 0x9e3779b185ebca87n;
const PRIME2 = 0xc2b2ae3d27d4eb4fn;
const PRIME3 = 0x165667b19e3779f9n;
const PRIME4 = 0x85ebca77c2b2ae63n;
const PRIME5 = 0x27d4eb2f165667c5n;

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate(value: bigint, bits: bigint): bigint {
  return wrap(value << bits) | (value >> (64n - bits));
}

function round(accumulator: bigint, lane: bigint): bigint {
  return wrap(rotate(wrap(accumulator + lane * PRIME2), 31n) * PRIME1);
}

/** Four lanes of eight bytes at a time. */
function stripes(bytes: Buffer): { readonly hash: bigint; readonly at: number } {
  const lanes = [wrap(PRIME1 + PRIME2), PRIME2, 0n, wrap(-PRIME1)];
  let at = 0;
  for (; at + 32 <= bytes.length; at += 32) {
    for (const [index, lane] of lanes.entries()) lanes[index] = round(lane, bytes.readBigUInt64LE(at + index * 8));
  }
  const rotations = [1n, 7n, 12n, 18n];
  let hash = wrap(lanes.reduce((sum, lane, index) => sum + rotate(lane, rotations[index] ?? 0n), 0n));
  for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * PRIME1 + PRIME4);
  return { hash, at };
}

function tail(start: bigint, bytes: Buffer, from: number): bigint {
  let [hash, at] = [start, from];
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * PRIME1 + PRIME4);
  }
  if (at + 4 <= bytes.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(bytes.readUInt32LE(at)) * PRIME1), 23n) * PRIME2 + PRIME3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at] ?? 0) * PRIME5), 11n) * PRIME1);
  return hash;
}

function avalanche(value: bigint): bigint {
  let hash = value;
  hash = wrap((hash ^ (hash >> 33n)) * PRIME2);
  hash = wrap((hash ^ (hash >> 29n)) * PRIME3);
  return hash ^ (hash >> 32n);
}
