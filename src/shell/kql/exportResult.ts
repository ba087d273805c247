import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ResultCalls } from '../../kqlThread/runCalls.ts';
import { onThisComputer } from '../onThisComputer.ts';
import { writeWholeFile } from '../writeWholeFile.ts';
import type { DocumentQuery } from './queryAt.ts';

type Piece = ResultCalls['piece']['result'];

/** Asks for a file, and writes a result into it piece by piece. False when the question was dismissed. */
export async function exportResult(
  { document, file }: DocumentQuery,
  format: keyof typeof FORMATS,
  pieceFrom: (row: number) => Promise<Piece>,
): Promise<boolean> {
  const { extension, name } = FORMATS[format];
  // It may be the first line of a document without a file.
  const base = file.replace(/\.(?:kql|csl|kusto)$/i, '').replace(/[\\/:*?"<>|]+/g, '-');
  const { scheme } = document.uri;
  const folder = scheme === 'file' ? vscode.Uri.joinPath(document.uri, '..') : vscode.Uri.file(homedir());
  const target = onThisComputer(
    await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the Result'),
      saveLabel: vscode.l10n.t('Export'),
      filters: { [name]: [extension] },
      defaultUri: vscode.Uri.joinPath(folder, `${base}.${extension}`),
    }),
  );
  if (target === undefined) return false;
  await writeWholeFile(target, async (write) => {
    for (let row: number | undefined = 0; row !== undefined; ) {
      const piece: Piece = await pieceFrom(row);
      await write(piece.text);
      row = piece.next;
    }
  });
  return true;
}

const FORMATS = {
  csv: { extension: 'csv', name: 'CSV' },
  json: { extension: 'json', name: 'JSON' },
  ndjson: { extension: 'ndjson', name: 'NDJSON' },
  markdown: { extension: 'md', name: 'Markdown' },
} as const;
