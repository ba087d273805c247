import * as vscode from 'vscode';
import { kqlStatements } from '../../core/kql/language/statements.ts';
import type { DataMemory } from './dataMemory.ts';
import { isKql, KQL_SELECTOR } from './queryAt.ts';

/** What stands above a query, for a command to run. */
export interface LensTarget {
  readonly document: string;
  /** Which of the document's queries, counted from 0. */
  readonly query: number;
}

/** `Run` above each query, and above the first one what it runs on. `dataText` names the data of a document. */
export function registerQueryLenses(
  data: Pick<DataMemory, 'onDidChange'>,
  dataText: (document: vscode.Uri) => string,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!isKql(document)) return [];
      return kqlStatements(document.getText()).flatMap(({ start }, query) => {
        const at = document.positionAt(start);
        const range = new vscode.Range(at, at);
        const target: LensTarget = { document: String(document.uri), query };
        const lens = (title: string, command: string): vscode.CodeLens =>
          new vscode.CodeLens(range, { title, command: `confluenceAudit.${command}`, arguments: [target] });
        const own = [
          lens(withIcon('play', vscode.l10n.t('Run')), 'runQuery'),
          lens(vscode.l10n.t('Run in Workspace…'), 'runQueryInWorkspace'),
        ];
        return query > 0 ? own : [...own, lens(withIcon('database', dataText(document.uri)), 'chooseQueryData')];
      });
    },
  };
  return vscode.Disposable.from(
    changed,
    data.onDidChange(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(KQL_SELECTOR, provider),
  );
}

/** Behind its icon, VS Code does not draw a space that may break. What looks like an icon in a name is none. */
function withIcon(icon: string, text: string): string {
  return `$(${icon})\u00a0${text.replace(/\$\([\w-]+(?:~\w+)?\)/g, '\\$&')}`;
}

/** Reads the target of a lens back. Commands can be called by anybody with anything. */
export function lensTarget(value: unknown): LensTarget | undefined {
  if (typeof value !== 'object' || value === null || !('document' in value) || !('query' in value)) return undefined;
  const { document, query } = value;
  return typeof document === 'string' && typeof query === 'number' ? { document, query } : undefined;
}

/** The document that a lens is in: always an open one. */
export function lensDocument({ document }: LensTarget): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((open) => String(open.uri) === document && isKql(open));
}
