import { createBatcher, JSON_ARRAY } from '../../../src/core/sentinel/batches.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';

/** A batch of these rows, each a text of JSON. */
export function batchOf(rows: readonly string[], frame = JSON_ARRAY): Batch {
  const batcher = createBatcher({ maxBytes: 1_000_000, frame, groupOf: ({ site }) => site });
  for (const json of rows) batcher.add({ json, site: 'g', timeMs: 0 });
  const batch = batcher.rest();
  if (batch === undefined) throw new Error('A batch has rows.');
  return batch;
}
