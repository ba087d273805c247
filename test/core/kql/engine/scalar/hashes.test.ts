import { describe, expect, test } from 'vitest';
import xxhashWasm from 'xxhash-wasm';
import { hashes } from '../../../../../src/core/kql/engine/scalar/hashes.ts';
import { xxhash64 } from '../../../../../src/core/kql/engine/scalar/xxhash64.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('hashes of values', () => {
  testScalarCases(hashes, [
    ['hash', ['string World'], 'long 1846988464401551951'],
    ['hash', ['string Hello'], 'long 753694413698530628'],
    ['hash', ['string World', 'long 100'], 'long 51'],
    ['hash', ['datetime 2015-01-01'], 'long 1380966698541616202'],
    ['hash_xxhash64', ['datetime 2015-01-01'], 'long 1380966698541616202'],
    ['hash_md5', ['string World'], 'string f5a7924e621e84c9280a9a27e1bcb7f6'],
    ['hash_md5', ['datetime 2020-01-01'], 'string 786c530672d1f8db31fee25ea8a9390b'],
    ['hash_md5', ['long 123'], 'string 202cb962ac59075b964b07152d234b70'],
    ['hash_md5', ['bool true'], 'string f827cf462f62848df37c5e1e94a4da74'],
    ['hash_md5', ['string '], 'string '],
    ['hash_sha1', ['string abc'], 'string a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['hash_sha256', ['string World'], 'string 78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'],
    ['hash_sha256', ['datetime 2020-01-01'], 'string ba666752dc1a20eb750b0eb64e780cc4c968bc9fb8813461c1d7e750f302d71d'],
    ['hash_sha256', ['long null'], 'string '],
  ]);
  testRefused(hashes, [
    ['hash', ['dynamic "World"']],
    ['hash', ['long null']],
    ['hash', ['string World', 'long 0']],
  ]);
});

test('xxhash64 is the one that everybody else has, for each length', async () => {
  const { h64Raw } = await xxhashWasm();
  const bytes = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 37 + 11) % 256));
  for (let length = 0; length <= bytes.length; length++) {
    expect(xxhash64(bytes.subarray(0, length))).toBe(h64Raw(bytes.subarray(0, length)));
  }
});
