import { z } from 'zod';

/** The modules that the server, its extension host, its file watcher and the workbench load. */
const NEEDED_MODULES = [
  '@parcel/watcher',
  '@vscode/iconv-lite-umd',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@vscode/vscode-languagedetection',
  '@xterm/addon-clipboard',
  '@xterm/addon-image',
  '@xterm/addon-progress',
  '@xterm/addon-search',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/addon-webgl',
  '@xterm/headless',
  '@xterm/xterm',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'minimist',
  'node-pty',
  'tas-client',
  'undici',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
] as const;

const rangesSchema = z.record(z.string(), z.string()).optional();
const lockedPackageSchema = z.object({
  version: z.string(),
  dependencies: rangesSchema,
  optionalDependencies: rangesSchema,
});
const shrinkwrapSchema = z.object({ packages: z.record(z.string(), z.unknown()) });

interface LockFile {
  readonly name: string;
  readonly lockfileVersion: 3;
  readonly requires: true;
  readonly packages: Readonly<Record<string, unknown>>;
}

/** A lock file with the needed modules and what they depend on, cut out of VS Code's own `npm-shrinkwrap.json`. */
export function lockedModules(shrinkwrap: unknown): LockFile {
  const { packages } = shrinkwrapSchema.parse(shrinkwrap);
  const kept: Record<string, unknown> = {};
  const dependencies: Record<string, string> = {};
  const queue: string[] = [];
  for (const name of NEEDED_MODULES) {
    const path = `node_modules/${name}`;
    dependencies[name] = lockedPackageSchema.parse(packages[path], { error: () => `${path} is not locked` }).version;
    queue.push(path);
  }
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (path in kept) continue;
    kept[path] = packages[path];
    const locked = lockedPackageSchema.parse(packages[path]);
    const ranges = { ...locked.dependencies, ...locked.optionalDependencies };
    for (const name of Object.keys(ranges)) {
      const found = resolveFrom(path, name, packages);
      if (found !== undefined) queue.push(found);
    }
  }
  const root = { name: 'vscode-server-modules', version: '0.0.0', private: true, dependencies };
  return { name: root.name, lockfileVersion: 3, requires: true, packages: { '': root, ...kept } };
}

/** Where Node would find a module that a package requires: in its own folder first, then in each one above. */
function resolveFrom(path: string, name: string, packages: Readonly<Record<string, unknown>>): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (folder === '') return undefined;
  }
}
