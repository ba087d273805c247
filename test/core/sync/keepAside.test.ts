import { expect, test } from 'vitest';
import { keepAside } from '../../../src/core/sync/keepAside.ts';
import { createMemoryDisk } from './memoryDisk.ts';

test('a damaged file is kept once, however often that is tried, and beside what was damaged before', async () => {
  const disk = createMemoryDisk();
  for (const contents of ['one', 'one', 'two', 'one', 'two']) {
    await disk.replace('/route/file', Buffer.from(contents));
    const aside = contents === 'one' ? '/route/file.damaged' : '/route/file.damaged-2';
    expect(await keepAside(disk, '/route/file')).toBe(aside);
  }
  expect(await disk.list('/route')).toEqual(['file', 'file.damaged', 'file.damaged-2']);
});
