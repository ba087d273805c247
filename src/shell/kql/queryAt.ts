import type * as vscode from 'vscode';
import { kqlBlocks, type Statement } from '../../core/kql/language/statements.ts';

/** A query that stands in a document. */
export interface DocumentQuery {
  readonly document: vscode.TextDocument;
  /** Of the document, as its tab says it. */
  readonly file: string;
  /** What is run. */
  readonly text: string;
  /** Where `text` begins in the document, in UTF-16 code units. */
  readonly start: number;
  /** Where the query ends in the document. */
  readonly end: number;
  /** It is what was selected, whatever that is. */
  readonly isSelection: boolean;
}

/** A cell of a notebook is not: other extensions run it, on clusters and tables of their own. */
export function isKql({ languageId, uri }: Pick<vscode.TextDocument, 'languageId' | 'uri'>): boolean {
  return KQL_LANGUAGES.includes(languageId) && uri.scheme !== 'vscode-notebook-cell';
}

/** Other extensions call it `kql`. */
const KQL_LANGUAGES = ['kusto', 'kql'];
export const KQL_SELECTOR: vscode.DocumentSelector = KQL_LANGUAGES.map((language) => ({ language }));

/**
 * The selected text; or the query that the cursor is in, in a comment above, or behind; undefined where there is none.
 */
export function queryAt({ document, selection }: vscode.TextEditor): DocumentQuery | undefined {
  return selection.isEmpty
    ? queryOf(document, statementAt(document, selection.active))
    : selectedQuery(document, selection);
}

export function queryOf(document: vscode.TextDocument, statement: Statement | undefined): DocumentQuery | undefined {
  if (statement === undefined) return undefined;
  const { text, blockStart, start, length } = statement;
  return { document, file: nameOf(document), text, start: blockStart, end: start + length, isSelection: false };
}

function statementAt(document: vscode.TextDocument, cursor: vscode.Position): Statement | undefined {
  const offset = document.offsetAt(cursor);
  const lineOf = (position: number): number => document.positionAt(position).line;
  const blocks = kqlBlocks(document.getText());
  const isBefore = ({ start }: Statement): boolean => lineOf(start) <= cursor.line;
  const own = blocks.find(
    ({ start, text }) => lineOf(start) <= cursor.line && cursor.line <= lineOf(start + text.length),
  );
  const inside = own?.statements.find(({ start, length }) => offset >= start && offset <= start + length);
  // On the line of a query's end the cursor still belongs to it, whatever comes after.
  const found = inside ?? own?.statements.findLast(isBefore) ?? own?.statements[0];
  if (found !== undefined) return found;
  const all = blocks.flatMap(({ statements }) => statements);
  const next = all.find(({ start }) => start > offset);
  // A comment that stands alone is about what follows.
  return (own === undefined ? undefined : next) ?? all.findLast(isBefore) ?? next;
}

function selectedQuery(document: vscode.TextDocument, selection: vscode.Selection): DocumentQuery | undefined {
  const text = document.getText(selection);
  if (text.trim() === '') return undefined;
  const start = document.offsetAt(selection.start);
  const end = start + text.trimEnd().length;
  return { document, file: nameOf(document), text, start, end, isSelection: true };
}

/** The tab of a document without a file shows its first line. */
function nameOf(document: vscode.TextDocument): string {
  const { scheme, path } = document.uri;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (scheme !== 'untitled') return name;
  const line = document
    .lineAt(0)
    .text.replace(/^[\s/]+/, '')
    .replace(/\s+/g, ' ');
  return /\w{2}/.test(line) ? [...line].slice(0, 40).join('').trim() : name;
}
