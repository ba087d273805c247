import * as vscode from 'vscode';
import type { AskDocument } from './askDocument.ts';
import { placeOf, rangeOf } from './askDocument.ts';

export function registerFormatting(selector: vscode.DocumentSelector, ask: AskDocument): vscode.Disposable {
  const format = async (
    document: vscode.TextDocument,
    { tabSize, insertSpaces }: vscode.FormattingOptions,
    range: vscode.Range | undefined,
  ): Promise<vscode.TextEdit[]> => {
    const part = range === undefined ? undefined : placeOf(document, range);
    const style = { indentationSize: tabSize, useTabs: !insertSpaces };
    const edits = (await ask('format', document, { style, part })) ?? [];
    return edits.map(({ place, text }) => vscode.TextEdit.replace(rangeOf(document, place), text));
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, options) => format(document, options, undefined),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: (document, range, options) => format(document, options, range),
    }),
  );
}
