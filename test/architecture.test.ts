import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { beforeAll, describe, expect, test } from 'vitest';

/** Who may import whom. A folder may always import itself; the longest prefix of a file's path decides its layer. */
const LAYERS: Readonly<
  Record<string, { readonly folders?: readonly string[]; readonly packages?: readonly string[] }>
> = {
  'src/core/failure.ts': {},
  'src/core/loopbackHost.ts': {},
  'src/core/network/': { folders: ['src/core/failure.ts', 'src/core/loopbackHost.ts'], packages: ['undici'] },
  'src/core/audit/': {},
  'src/core/organization/': { folders: ['src/core/loopbackHost.ts'], packages: ['zod'] },
  'src/core/confluence/': {
    folders: ['src/core/audit/', 'src/core/organization/', 'src/core/network/', 'src/core/failure.ts'],
    packages: ['undici', 'zod'],
  },
  'src/core/sentinel/': {
    folders: ['src/core/audit/', 'src/core/network/', 'src/core/failure.ts', 'src/core/sync/ports.ts'],
    packages: ['@azure/identity', '@azure/monitor-ingestion', '@azure/monitor-query-logs', 'undici', 'zod'],
  },
  'src/core/kql/': {
    folders: ['src/core/audit/'],
    packages: ['@kusto/language-service-next', 'csv-parse', 'decimal.js', 're2js'],
  },
  'src/core/sync/': { folders: ['src/core/audit/', 'src/core/failure.ts'], packages: ['zod'] },
  'src/protocol/': {},
  'src/engine/': { folders: ['src/core/'], packages: ['zod'] },
  'src/kqlThread/': { folders: ['src/core/', 'src/protocol/rpc.ts'], packages: ['zod'] },
  'src/headless.ts': { folders: ['src/core/', 'src/engine/'] },
  'src/shell/': {
    folders: ['src/core/', 'src/engine/', 'src/kqlThread/', 'src/protocol/'],
    packages: ['vscode', 'zod'],
  },
  'src/extension.ts': { folders: ['src/'], packages: ['vscode'] },
  'webview/': {
    folders: ['src/protocol/'],
    packages: ['@vscode/webview-ui-toolkit', '@tanstack/virtual-core', '@vscode/l10n'],
  },
  // A script of its own, which is loaded when the first chart is wanted.
  'webview/kqlChart/': { folders: ['src/protocol/', 'webview/ui/'], packages: ['echarts'] },
};

/** Only these files may open a connection, or load a package that does. */
const NETWORK_DOORS = [
  'src/core/confluence/confluenceHttp.ts',
  'src/core/network/connector.ts',
  'src/core/network/dispatcher.ts',
  'src/core/network/hostCertificate.ts',
  'src/core/network/httpExchange.ts',
  'src/core/network/proxyTunnel.ts',
  'src/core/sentinel/azureClient.ts',
  'src/core/sentinel/azureHttpClient.ts',
  'src/core/sentinel/azureUpload.ts',
  'src/core/sentinel/workspaceQuery.ts',
  // These two read the operating system's certificates.
  'src/headless.ts',
  'src/shell/networkSettings.ts',
];
const NETWORK_PACKAGES = [
  ...['undici', '@azure/identity', '@azure/monitor-ingestion', '@azure/monitor-query-logs'],
  ...['http', 'http2', 'https', 'net', 'tls', 'dgram', 'dns', 'child_process'].map((name) => `node:${name}`),
];

/** What core is handed instead of reaching for it. */
const GLOBALS =
  /\b(Date\.now|setTimeout|setInterval|new Date\(\)|performance\.now|process\.(env|cwd|hrtime|argv)|Math\.random|globalThis|fetch\()/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly dynamic: boolean;
}

const root = path.resolve(import.meta.dirname, '..');
let files: readonly string[] = [];
let imports: readonly Import[] = [];
beforeAll(async () => {
  files = (await Promise.all(['src', 'webview'].map(filesBelow))).flat();
  imports = files.filter((file) => file.endsWith('.ts')).flatMap(importsOf);
});

describe('the architecture', () => {
  test('gives every file a layer', () => {
    expect(files.filter((file) => file.endsWith('.ts') && layerOf(file) === undefined)).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  test('lets a layer import only what it may', () => {
    const forbidden = imports.filter(({ from, to }) => !mayImport(from, to));
    expect(forbidden).toEqual([]);
  });

  test('has few doors to the network', () => {
    const doors = imports.filter(({ to }) => NETWORK_PACKAGES.includes(to)).map(({ from }) => from);
    expect([...new Set(doors)].sort()).toEqual([...NETWORK_DOORS].sort());
  });

  test('keeps core away from clocks, environment and globals', () => {
    const core = files.filter((file) => file.startsWith('src/core/'));
    expect(core.filter((file) => GLOBALS.test(withoutComments(file)))).toEqual([]);
  });

  test('saves a cursor in one place only', () => {
    const code = files.filter((file) => file.startsWith('src/'));
    const savers = code.filter((file) => /\bsaveState\(/.test(read(file)));
    expect(savers.sort()).toEqual(['src/core/sync/routeStore.ts', 'src/core/sync/stateFiles.ts']);
    expect(read('src/core/sync/routeStore.ts').match(/\bsaveState\(/g)).toHaveLength(1);
    // The other one is where it is defined.
    expect(read('src/core/sync/stateFiles.ts').match(/\bsaveState\(/g)).toHaveLength(1);
  });

  test('loads nothing heavy by activation', () => {
    expect(packagesLoadedBy('src/extension.ts')).toEqual(['vscode']);
  });

  test('loads what talks to sites and to Azure only when a thread needs it', () => {
    expect(packagesLoadedBy('src/engine/syncThread.ts')).toEqual(['zod']);
    expect(packagesLoadedBy('src/engine/threadEngine.ts')).toEqual([]);
  });

  test('writes text only as text', () => {
    const markup =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|isTrusted\s*[:=]\s*true|supportHtml\s*[:=]\s*true/;
    expect(files.filter((file) => markup.test(read(file)))).toEqual([]);
  });

  test('takes colours from the theme only', () => {
    const styles = files.filter((file) => file.endsWith('.css'));
    expect(styles.length).toBeGreaterThan(0);
    const colour = /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i;
    expect(styles.filter((file) => colour.test(withoutComments(file)))).toEqual([]);
  });
});

/** By loading a file, without what is imported only when it is used. */
function packagesLoadedBy(entry: string): readonly string[] {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { from, to, dynamic } of imports) if (from === file && !dynamic) loaded.add(to);
  }
  return [...loaded].filter((name) => !name.startsWith('src/') && !name.startsWith('node:'));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function withoutComments(file: string): string {
  return read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** Every import, whether of values or of types: a type is knowledge too. Types are erased, so they load nothing. */
function importsOf(file: string): Import[] {
  const text = read(file);
  const { module, program } = parseSync(file, text);
  const typeOnly = new Set(
    program.body.flatMap((node) =>
      node.type === 'ImportDeclaration' && node.importKind === 'type' ? [node.start] : [],
    ),
  );
  const fixed = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)].flatMap(
    (entry) => {
      const request = entry.moduleRequest;
      return request === null ? [] : [{ to: request.value, dynamic: typeOnly.has(entry.start) }];
    },
  );
  const loaded = module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    to: text.slice(start + 1, end - 1),
    dynamic: true,
  }));
  return [...fixed, ...loaded].map(({ to, dynamic }) => ({ from: file, to: resolve(file, to), dynamic }));
}

function resolve(from: string, to: string): string {
  if (to.startsWith('.')) return path.posix.join(path.posix.dirname(from), to);
  return builtinModules.includes(to) ? `node:${to}` : to;
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS)
    .filter((prefix) => file.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
}

function mayImport(from: string, to: string): boolean {
  const layer = layerOf(from);
  if (layer === undefined) return false;
  const { folders = [], packages = [] } = LAYERS[layer] ?? {};
  if (to.startsWith('node:')) return layer !== 'src/protocol/' && layer !== 'webview/';
  if (to.startsWith('src/') || to.startsWith('webview/'))
    return [layer, ...folders].some((prefix) => to.startsWith(prefix));
  return packages.some((name) => to === name || to.startsWith(`${name}/`));
}
