import * as l10n from '@vscode/l10n';
import type { CopyFormat, KqlResultsCalls, ResultInfo, SelectionFigures } from '../../src/protocol/kqlResults.ts';
import { utcTime, visibleText } from '../grid/cellText.ts';
import { formatCount } from '../ui/formatCount.ts';

/** What the header says of a result; `rows` are those in the view, fewer when it is filtered. */
export function resultFacts(result: ResultInfo, rows: number): readonly string[] {
  const { rowsIn, rowsOut, tookMs, now, query } = result;
  return [
    rowsText(rowsOut, rows),
    ...(rowsIn === undefined ? [] : [l10n.t('from {0}', formatCount(rowsIn))]),
    formatDuration(tookMs),
    visibleText(query.data),
    ...(now === undefined ? [] : [l10n.t('now() is {0}', formatNow(now))]),
  ];
}

function rowsText(rowsOut: number, rows: number): string {
  if (rowsOut === 1) return rows === 1 ? l10n.t('1 row') : l10n.t('{0} of 1 row', formatCount(rows));
  if (rows !== rowsOut) return l10n.t('{0} of {1} rows', formatCount(rows), formatCount(rowsOut));
  return l10n.t('{0} rows', formatCount(rowsOut));
}

/** Why there may be no rows: what was looked at, and when now() was. */
export function noRowsText({ now, rowsIn, query }: ResultInfo): string {
  const data = visibleText(query.data);
  if (now === undefined || rowsIn === undefined) return data;
  if (rowsIn === 1) return l10n.t('It looked at 1 row of {0}, with now() at {1}.', data, formatNow(now));
  return l10n.t('It looked at {0} rows of {1}, with now() at {2}.', formatCount(rowsIn), data, formatNow(now));
}

export function formatDuration(ms: number): string {
  if (ms < 1) return l10n.t('< 1 ms');
  if (ms < 1000) return l10n.t('{0} ms', Math.round(ms));
  const seconds = ms / 1000;
  if (seconds < 60) return l10n.t('{0} s', seconds.toFixed(1));
  return l10n.t('{0} min {1} s', Math.floor(seconds / 60), Math.floor(seconds % 60));
}

/** To the second: there is little room, and queries look back by hours and days. */
function formatNow(iso: string): string {
  return `${utcTime(iso).replace(/\.\d+$/, '')} UTC`;
}

export function formatName(format: CopyFormat): string {
  switch (format) {
    case 'csv':
      return 'CSV';
    case 'json':
      return 'JSON';
    case 'markdown':
      return 'Markdown';
    case 'datatable':
      return l10n.t('KQL datatable');
    case 'in':
      return l10n.t('KQL in (…)');
    case 'text':
      return l10n.t('Text');
  }
}

export type ExportFormat = KqlResultsCalls['export']['params']['format'];
export const EXPORT_NAMES = { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON', markdown: 'Markdown' } as const;

export function copiedText(rows: number, format: CopyFormat): string {
  const name = formatName(format);
  return rows === 1 ? l10n.t('Copied 1 row: {0}', name) : l10n.t('Copied {0} rows: {1}', formatCount(rows), name);
}

export function exportedText(rows: number, format: ExportFormat): string {
  const name = EXPORT_NAMES[format];
  return rows === 1 ? l10n.t('Exported 1 row: {0}', name) : l10n.t('Exported {0} rows: {1}', formatCount(rows), name);
}

/** The figures of a selection, as name and value. */
export function figureTexts(figures: SelectionFigures): readonly (readonly [name: string, value: string])[] {
  const { cells, nonEmpty, sum, average, min, max } = figures;
  const known: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Cells'), formatCount(cells)],
    [l10n.t('Not empty'), nonEmpty === cells ? undefined : formatCount(nonEmpty)],
    [l10n.t('Sum'), sum],
    [l10n.t('Average'), average],
    [l10n.t('Min'), min],
    [l10n.t('Max'), max],
  ];
  return known.flatMap(([name, value]) => (value === undefined ? [] : [[name, visibleText(value)] as const]));
}
