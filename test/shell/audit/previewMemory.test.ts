import { describe, expect, test } from 'vitest';
import { createPreviewMemory } from '../../../src/shell/audit/previewMemory.ts';

const preview = (readAtMs: number) => ({ site: 'https://a.example', records: [], readAtMs });

describe('the latest previews', () => {
  test('have a name each, which is new for each reading', () => {
    const memory = createPreviewMemory();
    expect(memory.latest('a')).toBeUndefined();
    memory.keep('a', preview(1));
    const first = memory.latest('a');
    expect(first).toMatchObject({ readAtMs: 1 });
    memory.keep('a', preview(1));
    expect(memory.latest('a')?.id).not.toBe(first?.id);
  });

  test('go with their organization', () => {
    const memory = createPreviewMemory();
    for (const id of ['a', 'b']) memory.keep(id, preview(1));
    memory.keepOnly(['b', 'c']);
    expect(['a', 'b'].map((id) => memory.latest(id) !== undefined)).toEqual([false, true]);
  });

  test('are three, those that were read last', () => {
    const memory = createPreviewMemory();
    for (const id of ['a', 'b', 'c', 'a', 'd']) memory.keep(id, preview(1));
    expect(['a', 'b', 'c', 'd'].map((id) => memory.latest(id) !== undefined)).toEqual([true, false, true, true]);
  });
});
