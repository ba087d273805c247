import type { Disk } from './disk.ts';

/** Keeps a copy of a damaged file; gives its name. One that is there from an earlier try is good enough. */
export async function keepAside(disk: Disk, file: string): Promise<string> {
  const bytes = (await disk.read(file)) ?? Buffer.alloc(0);
  for (let number = 1; ; number += 1) {
    const aside = number === 1 ? `${file}.damaged` : `${file}.damaged-${number}`;
    if (await disk.createExclusively(aside, bytes)) return aside;
    if ((await disk.read(aside))?.equals(bytes)) return aside;
  }
}
