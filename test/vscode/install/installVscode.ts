import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../run/cacheFolder.ts';
import { npm } from '../../run/npm.ts';
import { runProcess } from '../../run/runProcess.ts';
import { lockedModules } from './lockedModules.ts';

/** VS Code's own server and web workbench come out of this package; its archive is pinned by SHA-512. */
const CODE_SERVER = {
  version: '4.139.1',
  sha512: 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
} as const;

/** Built-in extensions that are large or want the internet; none has a part in what is tested. */
const DROPPED_EXTENSIONS = [
  'copilot',
  'github',
  'mermaid-markdown-features',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
] as const;

/**
 * Puts a VS Code server into the cache, once per version and recipe, and returns its folder. Nothing is compiled and
 * no install script runs: native modules that would need a compiler are replaced by the stand-ins beside this file.
 */
export async function installVscode(): Promise<string> {
  const parent = cacheFolder('vscode');
  const target = join(parent, `${CODE_SERVER.version}-${process.platform}-${process.arch}-${await recipeHash()}`);
  if (existsSync(target)) return target;
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'unfinished-'));
  try {
    console.log(`Fetching VS Code (code-server ${CODE_SERVER.version}) into ${parent} …`);
    const server = join(work, 'server');
    await unpackServer(work, server);
    await installModules(work, server);
    await rename(server, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // Another process was faster.
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

async function unpackServer(work: string, server: string): Promise<void> {
  const archive = join(work, `code-server-${CODE_SERVER.version}.tgz`);
  await npm(['pack', '--silent', `code-server@${CODE_SERVER.version}`], work);
  const sha512 = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (sha512 !== CODE_SERVER.sha512) throw new Error(`${archive} is not the archive that was pinned: ${sha512}`);
  await mkdir(server);
  const excluded = DROPPED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  await runProcess('tar', ['xzf', archive, '-C', server, '--strip-components=3', ...excluded, 'package/lib/vscode']);
}

/** Installs only the modules that the server loads, each in the version VS Code's own lock file names. */
async function installModules(work: string, server: string): Promise<void> {
  const modules = join(work, 'modules');
  await mkdir(modules);
  const shrinkwrap: unknown = JSON.parse(await readFile(join(server, 'npm-shrinkwrap.json'), 'utf8'));
  const lock = lockedModules(shrinkwrap);
  await writeFile(join(modules, 'package.json'), JSON.stringify(lock.packages['']));
  await writeFile(join(modules, 'package-lock.json'), JSON.stringify(lock));
  await npm(['ci', '--omit=dev'], modules);
  await rename(join(modules, 'node_modules'), join(server, 'node_modules'));
  await cp(join(import.meta.dirname, 'standIns'), join(server, 'node_modules'), { recursive: true });
}

/** Changes whenever a file of this folder does, so that an older install is never taken for a current one. */
async function recipeHash(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(import.meta.dirname, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
