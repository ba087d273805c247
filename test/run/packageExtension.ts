import { rename, rm } from 'node:fs/promises';
import { checkVsix } from './checkVsix.ts';
import { createVsix } from './createVsix.ts';
import { vsixFile } from './extensionManifest.ts';
import { inThisTree } from './inThisTree.ts';
import { projectFolder } from './projectFolder.ts';

/** Makes the VSIX file out of `dist` and checks what is in it. Who reads the file sees the old one or the new one. */
export async function packageExtension(): Promise<void> {
  const unfinished = `${vsixFile}.${process.pid}.vsix`;
  try {
    await inThisTree(() => createVsix(projectFolder, unfinished));
    const { files, bytes } = checkVsix(unfinished);
    await rename(unfinished, vsixFile);
    console.log(`${vsixFile}: ${(bytes / 1024).toFixed(0)} KB, ${files} files`);
  } finally {
    await rm(unfinished, { force: true });
  }
}
