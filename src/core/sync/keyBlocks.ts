import { crc32 } from 'node:zlib';
import {
  decodeFingerprints,
  FINGERPRINT_BYTES,
  FINGERPRINT_KEY_AT,
  type Fingerprint,
  timeOf,
  writeTime,
} from './recordId.ts';

/** Some keys that stand together in a file, sorted. Offsets are milliseconds since the file's origin. */
export interface KeyBlock {
  /** Where its header begins in the file. */
  readonly start: number;
  readonly keys: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** The largest block, with its header. */
export const MAX_BLOCK_BYTES = 50_000;
/** Headers come on top. */
export const BYTES_PER_KEY = 12;
const KEY_BYTES = FINGERPRINT_BYTES - FINGERPRINT_KEY_AT;

/**
 * A header is 28 bytes, integers little-endian: magic (4), format version (2), zero (2), number of keys (4), offsets of
 * the first and the last key (4 + 4), CRC-32 of the entries (4), CRC-32 of the header before it (4). Every format
 * version begins with this header. Entries are 12 bytes: offset (4), then the key's part of the fingerprint (8).
 */
export const HEADER_BYTES = 28;
const MAX_KEYS = Math.floor((MAX_BLOCK_BYTES - HEADER_BYTES) / BYTES_PER_KEY);
const MAGIC = Buffer.from([0xd7, 0x6b, 0x42, 0x0d]);
const VERSION = 1;

/** Without an origin, no fingerprint has a time; with one, all have. */
export interface EncodedBlocks {
  readonly bytes: Buffer;
  /** As if the bytes were at the beginning of a file. */
  readonly blocks: readonly KeyBlock[];
}

/** `sorted` holds nothing before the origin. */
export function encodeKeyBlocks(sorted: readonly Fingerprint[], originMs: number | undefined): EncodedBlocks {
  const count = Math.ceil(sorted.length / MAX_KEYS);
  const bytes = Buffer.alloc(count * HEADER_BYTES + sorted.length * BYTES_PER_KEY);
  const blocks: KeyBlock[] = [];
  for (let start = 0, from = 0; from < sorted.length; from += MAX_KEYS) {
    const keys = sorted.slice(from, from + MAX_KEYS);
    blocks.push(writeBlock({ bytes, start, keys, originMs }));
    start += HEADER_BYTES + keys.length * BYTES_PER_KEY;
  }
  return { bytes, blocks };
}

/** A header that is intact; what follows it may not be. */
export interface BlockHeader extends Omit<KeyBlock, 'start'> {
  readonly isFromNewerVersion: boolean;
  /** Of the whole block. */
  readonly bytes: number;
  readonly entriesCrc: number;
}

export function readBlockHeader(bytes: Buffer, at: number): BlockHeader | undefined {
  if (at + HEADER_BYTES > bytes.length || MAGIC.compare(bytes, at, at + MAGIC.length) !== 0) return undefined;
  if (crc32(bytes.subarray(at, at + HEADER_BYTES - 4)) !== bytes.readUInt32LE(at + 24)) return undefined;
  const keys = bytes.readUInt32LE(at + 8);
  return {
    isFromNewerVersion: bytes.readUInt16LE(at + 4) > VERSION,
    keys,
    firstOffset: bytes.readUInt32LE(at + 12),
    lastOffset: bytes.readUInt32LE(at + 16),
    entriesCrc: bytes.readUInt32LE(at + 20),
    bytes: HEADER_BYTES + keys * BYTES_PER_KEY,
  };
}

/** Whether the entries behind a header are whole and as they were written. */
export function hasItsEntries(bytes: Buffer, at: number, header: BlockHeader): boolean {
  const entries = bytes.subarray(at + HEADER_BYTES, at + header.bytes);
  return entries.length === header.keys * BYTES_PER_KEY && crc32(entries) === header.entriesCrc;
}

/** Where something that looks like a header begins, at `from` or later. */
export function findMagic(bytes: Buffer, from: number): number | undefined {
  const at = bytes.indexOf(MAGIC, from);
  return at === -1 ? undefined : at;
}

/** Offsets, both ends inclusive. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
  /** Where it is given, no others. */
  readonly only?: ReadonlySet<number>;
}

export interface BlockPlace {
  /** Where it should be among the bytes. */
  readonly at: number;
  readonly block: KeyBlock;
  readonly range: OffsetRange;
  readonly originMs: number | undefined;
}

/** The keys of a range, out of a block; undefined where something else stands in its place. */
export function readKeyBlock(bytes: Buffer, { at, block, range, originMs }: BlockPlace): Fingerprint[] | undefined {
  const header = readBlockHeader(bytes, at);
  if (header === undefined || !isSame(header, block) || !hasItsEntries(bytes, at, header)) return undefined;
  const wide = Buffer.alloc(header.keys * FINGERPRINT_BYTES);
  let to = 0;
  for (let entry = at + HEADER_BYTES; entry < at + header.bytes; entry += BYTES_PER_KEY) {
    const offset = bytes.readUInt32LE(entry);
    if (offset < range.from || offset > range.to || range.only?.has(offset) === false) continue;
    writeTime(wide, to, originMs === undefined ? undefined : originMs + offset);
    // Far faster than to copy so few bytes.
    wide.writeUInt32LE(bytes.readUInt32LE(entry + 4), to + FINGERPRINT_KEY_AT);
    wide.writeUInt32LE(bytes.readUInt32LE(entry + 8), to + FINGERPRINT_KEY_AT + 4);
    to += FINGERPRINT_BYTES;
  }
  return decodeFingerprints(wide.subarray(0, to));
}

export function bytesOf(block: Pick<KeyBlock, 'keys'>): number {
  return HEADER_BYTES + block.keys * BYTES_PER_KEY;
}

function isSame(header: BlockHeader, block: KeyBlock): boolean {
  return (
    header.keys === block.keys && header.firstOffset === block.firstOffset && header.lastOffset === block.lastOffset
  );
}

function writeBlock({
  bytes,
  start,
  keys,
  originMs,
}: {
  bytes: Buffer;
  start: number;
  keys: readonly Fingerprint[];
  originMs: number | undefined;
}): KeyBlock {
  const entries = bytes.subarray(start + HEADER_BYTES, start + HEADER_BYTES + keys.length * BYTES_PER_KEY);
  for (const [index, key] of keys.entries()) {
    entries.writeUInt32LE((timeOf(key) ?? 0) - (originMs ?? 0), index * BYTES_PER_KEY);
    entries.write(key.slice(FINGERPRINT_KEY_AT), index * BYTES_PER_KEY + 4, KEY_BYTES, 'latin1');
  }
  const firstOffset = entries.readUInt32LE(0);
  const lastOffset = entries.readUInt32LE(entries.length - BYTES_PER_KEY);
  MAGIC.copy(bytes, start);
  bytes.writeUInt16LE(VERSION, start + 4);
  bytes.writeUInt32LE(keys.length, start + 8);
  bytes.writeUInt32LE(firstOffset, start + 12);
  bytes.writeUInt32LE(lastOffset, start + 16);
  bytes.writeUInt32LE(crc32(entries), start + 20);
  bytes.writeUInt32LE(crc32(bytes.subarray(start, start + HEADER_BYTES - 4)), start + 24);
  return { start, keys: keys.length, firstOffset, lastOffset };
}
