import { loadKusto } from '../../../../src/core/kql/kusto/kusto.ts';
import { createDocuments, type KqlDocument } from '../../../../src/core/kql/language/kqlDocument.ts';
import type { DataSummary } from '../../../../src/core/kql/schema/dataSummary.ts';
import { readKustoScripts } from '../../../../src/kqlThread/kustoScripts.ts';

/** Vitest runs each file in a process or thread of its own, so nothing else sees the service's globals. */
const kusto = loadKusto(readKustoScripts());

const documents = createDocuments(kusto);

/** A text with the cursor, or both ends of a selection, where `^` stands. */
export function opened(marked: string, summary: DataSummary | undefined = SUMMARY) {
  const [before = '', ...rest] = marked.split('^');
  const text = before + rest.join('');
  const document: KqlDocument = documents.open(text, summary);
  return {
    document,
    text,
    position: before.length,
    selection: { start: before.length, length: rest[1] === undefined ? 0 : (rest[0]?.length ?? 0) },
  };
}

const SUMMARY: DataSummary = {
  tables: [
    {
      name: 'ConfluenceAuditLogs_CL',
      columns: [
        { name: 'Category', type: 'string', values: ['Permissions', 'Users and groups', 'Say "so"'] },
        {
          name: 'ChangedValues',
          type: 'dynamic',
          values: [],
          shape: {
            kind: 'array',
            element: {
              kind: 'bag',
              properties: [
                { name: 'name', shape: { kind: 'scalar', type: 'string' } },
                { name: 'oldValue', shape: { kind: 'unknown' } },
              ],
            },
          },
        },
        { name: 'Extra', type: 'long', values: [] },
      ],
    },
    {
      name: 'RawConfluenceAudit',
      columns: [
        {
          name: 'author',
          type: 'dynamic',
          values: [],
          shape: { kind: 'bag', properties: [{ name: 'displayName', shape: { kind: 'scalar', type: 'string' } }] },
        },
      ],
    },
  ],
};
