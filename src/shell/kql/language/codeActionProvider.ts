import * as vscode from 'vscode';
import type { KqlCodeAction, TextEdit } from '../../../core/kql/language/codeActions.ts';
import type { AskDocument } from './askDocument.ts';
import { placeOf, rangeOf } from './askDocument.ts';

export const CODE_ACTION_KINDS = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorExtract];

export function createCodeActionProvider(ask: AskDocument): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, { diagnostics, only }) {
      const found = (await ask('codeActions', document, { selection: placeOf(document, range) })) ?? [];
      const mended = new Set<string>();
      return found
        .filter(({ kind }) => only === undefined || only.contains(KINDS[kind]))
        .map((one) => {
          const action = actionOf(document, one);
          const { mends } = one;
          if (mends === undefined) return action;
          const place = rangeOf(document, mends.place);
          action.diagnostics = diagnostics.filter(({ code, range: at }) => code === mends.code && at.isEqual(place));
          // The likeliest one of each mistake comes first.
          const mistake = `${mends.code} ${mends.place.start}`;
          action.isPreferred = !mended.has(mistake);
          mended.add(mistake);
          return action;
        });
    },
  };
}

const KINDS: Readonly<Record<KqlCodeAction['kind'], vscode.CodeActionKind>> = {
  quickFix: vscode.CodeActionKind.QuickFix,
  extract: vscode.CodeActionKind.RefactorExtract,
};

function actionOf(document: vscode.TextDocument, { kind, title, replacement, edits, renameAt }: KqlCodeAction) {
  const action = new vscode.CodeAction(titleOf(title, replacement), KINDS[kind]);
  action.edit = new vscode.WorkspaceEdit();
  for (const { place, text } of edits) action.edit.replace(document.uri, rangeOf(document, place), text);
  if (renameAt !== undefined) {
    const position = positionAfter(document.getText(), edits, renameAt);
    action.command = { title: '', command: 'editor.action.rename', arguments: [[document.uri, position]] };
  }
  return action;
}

function titleOf(title: string, replacement: string | undefined): string {
  if (replacement !== undefined) return vscode.l10n.t('Change to "{0}"', replacement);
  if (title === 'Extract Value') return vscode.l10n.t('Extract Value');
  if (title === 'Extract Function') return vscode.l10n.t('Extract Function');
  return title;
}

/** Of an offset in the text as it is after the edits. */
function positionAfter(text: string, edits: readonly TextEdit[], offset: number): vscode.Position {
  const changed = [...edits]
    .sort((one, other) => other.place.start - one.place.start)
    .reduce(
      (now, { place, text: put }) => now.slice(0, place.start) + put + now.slice(place.start + place.length),
      text,
    );
  const lines = changed.slice(0, offset).split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
