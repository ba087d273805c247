import { checkVsix } from './checkVsix.ts';
import { createVsix } from './createVsix.ts';
import { vsixFile } from './extensionManifest.ts';
import { projectFolder } from './projectFolder.ts';

/** Makes the VSIX file out of `dist` and checks what is in it. */
export async function packageExtension(): Promise<void> {
  await createVsix(projectFolder, vsixFile);
  const { files, bytes } = checkVsix(vsixFile);
  console.log(`${vsixFile}: ${(bytes / 1024).toFixed(0)} KB, ${files} files`);
}
