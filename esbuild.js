// Builds the extension into dist: `node esbuild.js [--production] [--watch] [--sizes]`.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';

const { values: flags } = parseArgs({
  options: { production: { type: 'boolean' }, watch: { type: 'boolean' }, sizes: { type: 'boolean' } },
});
process.chdir(import.meta.dirname);

const shared = {
  bundle: true,
  minify: flags.production === true,
  sourcemap: flags.production !== true,
  legalComments: 'none',
  metafile: true,
  logLevel: flags.watch ? 'info' : 'warning',
};

/**
 * The extension host's part, the threads that it starts, and a sync without VS Code: what is imported dynamically
 * becomes a chunk, so that activation does not load it.
 */
const host = {
  ...shared,
  entryPoints: {
    extension: 'src/extension.ts',
    syncThread: 'src/engine/syncThread.ts',
    runThread: 'src/kqlThread/runThread.ts',
    languageThread: 'src/kqlThread/languageThread.ts',
    headless: 'src/headless.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // Bundled CommonJS packages ask for Node's own modules with require, which an ES module does not have.
  // Minified names are short, so these long ones are free in every file.
  banner: {
    js: "import{createRequire as requireForBundle}from'node:module';const require=requireForBundle(import.meta.url);",
  },
};

/** One script for each folder in webview that has a main.ts, and the style sheet beside those folders. */
const webview = {
  ...shared,
  entryPoints: (await readdir('webview')).flatMap((name) => {
    if (name.endsWith('.css')) return [{ in: join('webview', name), out: basename(name, '.css') }];
    const main = join('webview', name, 'main.ts');
    return existsSync(main) ? [{ in: main, out: name }] : [];
  }),
  outdir: 'dist/webview',
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
};

/** Microsoft's language service is loaded as the two scripts that it is, by its thread; see kustoScripts.ts. */
const kusto = {
  folder: 'node_modules/@kusto/language-service-next',
  files: ['bridge.min.js', 'Kusto.Language.Bridge.min.js'],
  outdir: 'dist/kusto',
};

const contexts = await Promise.all([context(host), context(webview)]);
if (flags.watch) {
  await copyKusto();
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  try {
    const metafiles = (await Promise.all(contexts.map((each) => each.rebuild()))).map(({ metafile }) => metafile);
    const copied = await copyKusto();
    const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
    const notices = await writeNotices([...inputs, ...kusto.files.map((file) => join(kusto.folder, file))]);
    const outputs = [...metafiles.flatMap((metafile) => Object.entries(metafile.outputs)), ...copied];
    await removeAllBut(new Set([notices, ...outputs.map(([file]) => file)]));
    if (flags.sizes) printSizes(outputs);
  } catch (error) {
    if (!('errors' in error)) throw error;
    process.exitCode = 1; // esbuild has printed what is wrong.
  }
  await Promise.all(contexts.map((each) => each.dispose()));
}

/** Gives the files as esbuild gives its outputs. */
async function copyKusto() {
  await mkdir(kusto.outdir, { recursive: true });
  return Promise.all(
    kusto.files.map(async (name) => {
      const file = `${kusto.outdir}/${name}`;
      await copyFile(join(kusto.folder, name), file);
      return [file, { bytes: (await stat(file)).size }];
    }),
  );
}

/** The licences of the packages that are part of the bundles, as those licences ask for. */
async function writeNotices(inputs) {
  const file = 'dist/ThirdPartyNotices.txt';
  const packages = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const texts = [...new Set(packages)]
    .filter((folder) => folder !== undefined)
    .sort()
    .map(noticeOf);
  await writeFile(file, (await Promise.all(texts)).join('\n\n'));
  return file;
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const licence = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = licence === undefined ? `Licence: ${license}` : await readFile(join(folder, licence), 'utf8');
  return `${'-'.repeat(80)}\n${name} ${version}\n\n${text.trim()}`;
}

/** Removes what earlier builds left in dist. */
async function removeAllBut(outputs) {
  const entries = await readdir('dist', { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const stale = files.filter((file) => !outputs.has(file.replaceAll('\\', '/')));
  await Promise.all(stale.map((file) => rm(file, { force: true })));
}

function printSizes(outputs) {
  for (const [file, { bytes }] of outputs.sort(([, one], [, other]) => other.bytes - one.bytes)) {
    if (bytes >= 10 * 1024) console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${file}`);
  }
}
