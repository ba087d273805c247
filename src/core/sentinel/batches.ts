import type { RowText } from '../audit/auditTable.ts';
import type { Batch, Batcher } from '../sync/ports.ts';

export interface BatchLimits {
  /** Of a body. */
  readonly maxBytes: number;
  readonly frame: Frame;
  /** Rows of different groups never share a batch. */
  readonly groupOf: (row: RowText) => string;
}

/** What a body holds besides its rows; ASCII. */
interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export const JSON_ARRAY: Frame = { before: '[', between: ',', after: ']' };
export const JSON_LINES: Frame = { before: '', between: '\n', after: '\n' };

/**
 * Packs rows, in their order, into bodies of at most `maxBytes`. Each row becomes bytes at once: a text that is gone soon
 * costs a tenth of one that is kept until its batch is full.
 */
export function createBatcher({ maxBytes, frame, groupOf }: BatchLimits): Batcher {
  const { before, between, after } = frame;
  let page: Buffer | undefined;
  let ends: number[] = [];
  let end = 0;
  let group = '';
  const take = (): Batch | undefined => {
    if (page === undefined || ends.length === 0) return undefined;
    end += page.write(after, end, 'latin1');
    const batch = packed(Buffer.from(page.subarray(0, end)), { ends, group, frame });
    ends = [];
    return batch;
  };
  return {
    add(row) {
      const rowBytes = Buffer.byteLength(row.json);
      if (before.length + rowBytes + after.length > maxBytes) return { tooLarge: true };
      const rowGroup = groupOf(row);
      const fits = end + between.length + rowBytes + after.length <= maxBytes;
      const full = fits && rowGroup === group ? undefined : take();
      page ??= Buffer.allocUnsafe(maxBytes);
      if (ends.length === 0) end = page.write(before, 0, 'latin1');
      else end += page.write(between, end, 'latin1');
      end += page.write(row.json, end);
      ends.push(end);
      group = rowGroup;
      return full === undefined ? {} : { full };
    },
    rest: take,
  };
}

interface Packing {
  /** Where each row ends in the body. */
  readonly ends: readonly number[];
  readonly group: string;
  readonly frame: Frame;
}

function packed(body: Buffer, { ends, group, frame }: Packing): Batch {
  const { before, between, after } = frame;
  return {
    body,
    rows: ends.length,
    group,
    part(from, to) {
      const start = from === 0 ? before.length : (ends[from - 1] ?? 0) + between.length;
      const some = ends.slice(from, to);
      const rows = body.subarray(start, some.at(-1) ?? start);
      return packed(Buffer.concat([Buffer.from(before), rows, Buffer.from(after)]), {
        ends: some.map((end) => end - start + before.length),
        group,
        frame,
      });
    },
  };
}
