import { statSync } from 'node:fs';
import { zipEntries } from './zipEntries.ts';

const MAX_BYTES = 3 * 1024 * 1024;

/** What may be in the package; all else (sources, maps, modules, tests) is a mistake in `.vscodeignore`. */
const ALLOWED: readonly RegExp[] = [
  /^(?:\[Content_Types\]\.xml|extension\.vsixmanifest)$/,
  /^extension\/package(?:\.nls(?:\.[\w-]+)?)?\.json$/,
  /^extension\/(?:readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/,
  /^extension\/media\/\w+\.(?:svg|png)$/,
  /^extension\/media\/kusto\/(?:kusto\.tmLanguage|language-configuration|snippets)\.json$/,
  /^extension\/dist\/kusto\/(?:bridge|Kusto\.Language\.Bridge)\.min\.js$/,
  /^extension\/dist\/(?:(?:extension|syncThread|languageThread|runThread|headless)\.js|ThirdPartyNotices\.txt)$/,
  /^extension\/dist\/(?:chunks\/[\w-]+\.js|webview\/\w+\.(?:js|css))$/,
];

const REQUIRED: readonly string[] = [
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/syncThread.js',
  'extension/dist/languageThread.js',
  'extension/dist/runThread.js',
  'extension/dist/kusto/bridge.min.js',
  'extension/dist/kusto/Kusto.Language.Bridge.min.js',
  'extension/media/kusto/kusto.tmLanguage.json',
];

/** Throws unless the package holds what it must, only what it may, and is small. */
export function checkVsix(file: string): { readonly files: number; readonly bytes: number } {
  const entries = zipEntries(file);
  const bytes = statSync(file).size;
  const problems = [
    ...entries.filter((name) => !ALLOWED.some((pattern) => pattern.test(name))).map((name) => `must not hold ${name}`),
    ...REQUIRED.filter((name) => !entries.includes(name)).map((name) => `lacks ${name}`),
    ...(bytes > MAX_BYTES ? [`is ${bytes} bytes, more than ${MAX_BYTES}`] : []),
  ];
  if (problems.length > 0) throw new Error(problems.map((problem) => `The package ${problem}.`).join('\n'));
  return { files: entries.length, bytes };
}
