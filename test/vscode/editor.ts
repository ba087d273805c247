import type { Locator } from 'playwright-core';
import { hostEval } from './extensionHost.ts';
import type { Window } from './openWindow.ts';

/** Opens a file of the machine in an editor that has the focus. */
export async function openFile(window: Window, file: string): Promise<void> {
  await hostEval(
    window.extensionHost,
    async (vscode, path) => {
      await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
    },
    file,
  );
  await focusedEditor(window, file.slice(file.lastIndexOf('/') + 1)).waitFor();
}

/** The text of the active editor, "" without one. */
export function editorText(window: Window): Promise<string> {
  return hostEval(window.extensionHost, (vscode) => vscode.window.activeTextEditor?.document.getText() ?? '', null);
}

/** Puts a text into the active editor in place of what is there, with the cursor at its end and the focus in it. */
export async function writeText(window: Window, text: string): Promise<void> {
  await hostEval(
    window.extensionHost,
    async (vscode, written) => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) throw new Error('No editor is active.');
      const { document } = editor;
      const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, all, written);
      if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The document was not changed.');
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
      await vscode.commands.executeCommand('cursorBottom');
    },
    text,
  );
}

/** Puts a text into the file of the active editor, and saves it. */
export async function saveText(window: Window, text: string): Promise<void> {
  await writeText(window, text);
  const isSaved = await hostEval(
    window.extensionHost,
    async (vscode) => (await vscode.window.activeTextEditor?.document.save()) === true,
    null,
  );
  if (!isSaved) throw new Error('The file was not saved.');
}

/** Puts the cursor into a text of the active editor, to where `^` stands in it: `where Cate^gory`. */
export async function putCursor(window: Window, marked: string): Promise<void> {
  const [before = '', behind = ''] = marked.split('^');
  await hostEval(
    window.extensionHost,
    async (vscode, { text, length }) => {
      const editor = vscode.window.activeTextEditor;
      const offset = editor?.document.getText().indexOf(text) ?? -1;
      if (editor === undefined || offset < 0) throw new Error(`The editor does not show ${text}.`);
      const at = editor.document.positionAt(offset + length);
      editor.selection = new vscode.Selection(at, at);
      // Answered once the editor has the selection.
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    },
    { text: before + behind, length: before.length },
  );
}

/** The line of the active editor that the cursor is in. */
export function lineAtCursor(window: Window): Promise<string> {
  return hostEval(
    window.extensionHost,
    ({ window: { activeTextEditor: editor } }) => editor?.document.lineAt(editor.selection.active.line).text ?? '',
    null,
  );
}

export interface ShownDiagnostic {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** What is underlined. */
  readonly text: string;
}

/** What is wrong in the active editor. */
export function diagnostics(window: Window): Promise<readonly ShownDiagnostic[]> {
  return hostEval(
    window.extensionHost,
    (vscode) => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) return [];
      const names = ['error', 'warning', 'information', 'hint'] as const;
      return vscode.languages.getDiagnostics(document.uri).map(({ severity, message, range }) => {
        return { severity: names[severity] ?? 'hint', message, text: document.getText(range) };
      });
    },
    null,
  );
}

/** Takes a completion, once it is proposed. What it is made from may still be loading, so it is asked for again. */
export async function acceptSuggestion({ page }: Window, label: string): Promise<void> {
  const name = page.locator('.label-name').getByText(label, { exact: true });
  const row = page.locator('.suggest-widget.visible .monaco-list-row').filter({ has: name });
  for (let attempt = 0; !(await isThere(row)) && attempt < ATTEMPTS; attempt++) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Space');
  }
  await row.first().click();
}

/** Applies a quick fix at the cursor, once it is offered. */
export async function applyQuickFix({ page }: Window, title: string): Promise<void> {
  const fix = page.locator('.action-widget .monaco-list-row').filter({ hasText: title });
  await page.keyboard.press('Control+.');
  await fix.waitFor();
  await fix.click();
}

/** The word of the active editor that is written so. */
export function word({ page }: Window, text: string): Locator {
  return page.locator('.editor-instance .view-line span span').getByText(text, { exact: true }).first();
}

/** What is told where the pointer rests. */
export function hover({ page }: Window): Locator {
  return page.locator('.monaco-hover').filter({ visible: true });
}

const ATTEMPTS = 5;
const SUGGESTION_LIMIT_MS = 3_000;

/** The editor group whose tab has this title, once the cursor blinks in it. */
export function focusedEditor({ page }: Window, name: string): Locator {
  return page
    .locator('.editor-group-container.active')
    .filter({ has: page.locator('.tab.active', { hasText: name }) })
    .filter({ has: page.locator('.monaco-editor.focused') });
}

function isThere(row: Locator): Promise<boolean> {
  return row
    .first()
    .waitFor({ timeout: SUGGESTION_LIMIT_MS })
    .then(
      () => true,
      () => false,
    );
}
