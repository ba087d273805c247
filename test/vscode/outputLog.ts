import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtensionHost } from './extensionHost.ts';

/** The text of an output channel so far, "" before its first line. */
export async function outputLog(host: ExtensionHost, channel: string): Promise<string> {
  const files = await logFiles(host);
  const own = files.find((file) => file.endsWith(`${channel}.log`));
  return own === undefined ? '' : readFile(own, 'utf8');
}

/** Every log file of the extension host, its output channels included. */
async function logFiles({ logFolder }: ExtensionHost): Promise<readonly string[]> {
  const names = await readdir(join(logFolder), { recursive: true });
  return names.filter((name) => name.endsWith('.log')).map((name) => join(logFolder, name));
}
