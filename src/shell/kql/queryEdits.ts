import * as vscode from 'vscode';
import { IN_COMMENT, maskedText } from '../../core/kql/language/maskedText.ts';
import { kqlStatements, type Statement } from '../../core/kql/language/statements.ts';
import type { Place } from '../../core/kql/plan.ts';
import { UserSentence } from '../userSentence.ts';
import { openQueryText } from './openQuery.ts';
import { type DocumentQuery, queryOf } from './queryAt.ts';
import { documentOf } from './queryDocument.ts';

/**
 * Shows a query that was run, or a part of it, in its document; in a new one, where that is gone. `place` is in the query's
 * text.
 */
export async function showQuery(query: DocumentQuery, place: Place | undefined): Promise<void> {
  const document = await documentOf(query).catch(() => undefined);
  const shown = document ?? (await openQueryText(query.text));
  const begin = document === undefined ? 0 : (found(document.getText(), query)?.origin ?? query.start);
  const start = begin + (place === undefined ? leadingSpace(query.text) : place.start);
  const end = place === undefined ? start : start + Math.max(1, place.length);
  const selection = new vscode.Range(shown.positionAt(start), shown.positionAt(end));
  await vscode.window.showTextDocument(shown, { selection });
}

/** Writes a step at the end of a query that was run, before a `render`; others may have been written behind it. */
export async function appendStep(query: DocumentQuery, step: string): Promise<void> {
  const document = await documentOf(query);
  const at = document.positionAt(stepOffset(document.getText(), query));
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, `\n${step}`);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserSentence(vscode.l10n.t('{0} cannot be changed.', query.file));
  }
  const written = new vscode.Position(at.line + 1, 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(written, written) });
}

/**
 * The query as somebody has gone on writing it since it was run, with steps that were written behind it; as it was run,
 * where it was selected or is not there any more.
 */
export function queryAsItStands(query: DocumentQuery): DocumentQuery {
  const { document, isSelection } = query;
  if (document.isClosed || isSelection) return query;
  const text = document.getText();
  const span = found(text, query) ?? changed(text, query);
  const statement = kqlStatements(text).find(({ start }) => start === span?.start);
  return queryOf(document, statement) ?? query;
}

/** Behind the last step but `render`. Throws a sentence when the query is not there any more, or became another one. */
function stepOffset(text: string, query: DocumentQuery): number {
  const { start, end } = found(text, query) ?? grown(text, query) ?? gone(text, query);
  return start + stepsOf(text.slice(start, end)).length;
}

/** Without what stands behind the last step but `render`. */
function stepsOf(query: string): string {
  const own = maskedText(query).replace(BEHIND_STEPS, '');
  return query.slice(0, RENDER.exec(own)?.index ?? own.length);
}

const BEHIND_STEPS = new RegExp(`[\\s;${IN_COMMENT}]+$`);
const NEXT_STEP = new RegExp(`^[\\s${IN_COMMENT}]*(?:\\||$)`);
const RENDER = /\s*\|\s*render\b[^|;}]*$/;

interface Span {
  readonly start: number;
  readonly end: number;
  /** Where the places in the query's text are counted from. */
  readonly origin: number;
}

/** Where the query stands with the same text. */
function found(text: string, query: DocumentQuery): Span | undefined {
  const spans = query.isSelection
    ? occurrences(text, query.text.trimEnd())
    : kqlStatements(text)
        .filter((statement) => statement.text === query.text)
        .map(spanOf);
  return nearest(spans, query);
}

function occurrences(text: string, wanted: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    spans.push({ start: at, end: at + wanted.length, origin: at });
  }
  return spans;
}

/** Where the query stands with further steps behind it. */
function grown(text: string, query: DocumentQuery): Span | undefined {
  if (query.isSelection) return undefined;
  const begin = stepsOf(query.text);
  const statements = kqlStatements(text).filter(
    (statement) => statement.text.startsWith(begin) && NEXT_STEP.test(maskedText(statement.text).slice(begin.length)),
  );
  return nearest(statements.map(spanOf), query);
}

/** The query that stands where this one stood, which is this one when somebody has changed it. */
function changed(text: string, query: DocumentQuery): Span | undefined {
  const spans = kqlStatements(text)
    .map(spanOf)
    .filter(({ start, end }) => start <= query.end && end >= query.start);
  return nearest(spans, query);
}

function spanOf({ start, length, blockStart }: Statement): Span {
  return { start, end: start + length, origin: blockStart };
}

function nearest(spans: readonly Span[], query: DocumentQuery): Span | undefined {
  const distance = ({ end }: Span): number => Math.abs(end - query.end);
  return [...spans].sort((one, other) => distance(one) - distance(other))[0];
}

function gone(text: string, query: DocumentQuery): never {
  const { file } = query;
  // The columns of its result may not be there any more.
  const sentence = changed(text, query)
    ? vscode.l10n.t('The query in {0} was changed since it ran. Run it again first.', file)
    : vscode.l10n.t('The query is not in {0} any more.', file);
  throw new UserSentence(sentence);
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}
