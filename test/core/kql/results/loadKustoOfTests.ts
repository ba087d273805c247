import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadKusto } from '../../../../src/core/kql/kusto/kusto.ts';

/** Gives the diagnostics that Microsoft's language service has for a query: their sentences. */
export async function loadKustoOfTests(): Promise<(text: string) => readonly string[]> {
  const read = (name: string) =>
    readFile(createRequire(import.meta.url).resolve(`@kusto/language-service-next/${name}`), 'utf8');
  const language = loadKusto({
    bridge: await read('bridge.min.js'),
    language: await read('Kusto.Language.Bridge.min.js'),
  });
  return (text) => {
    const found = language.KustoCode.ParseAndAnalyze(text, language.GlobalState.Default)?.GetDiagnostics() ?? undefined;
    return Array.from({ length: found?.Count ?? 0 }, (_, index) => `${found?.getItem(index)?.Message}`);
  };
}
