import * as l10n from '@vscode/l10n';
import type { ChartKind, CopyFormat, ResultInfo } from '../../src/protocol/kqlResults.ts';
import type { GridPosition } from '../grid/gridKeys.ts';
import type { GridRange } from '../grid/gridSelection.ts';
import { element } from '../ui/element.ts';
import { lastWanted } from '../ui/lastWanted.ts';
import { button } from '../ui/toolkit/button.ts';
import { type ChartPane, chartPane } from './chartPane.ts';
import type { ResultLook } from './resultBar.ts';
import type { ResultMemory } from './resultMemory.ts';
import type { ResultsHost } from './resultRows.ts';
import { type ResultTable, resultTable, type TablePlace } from './resultTable.ts';
import { copiedText, type ExportFormat, exportedText } from './resultText.ts';
import { type RowDetail, rowDetail } from './rowDetail.ts';
import type { SelectionLine } from './selectionLine.ts';

/** One result with at least one row: its table with the row that is open, or its chart. */
export interface ResultBody {
  readonly element: HTMLElement;
  readonly table: ResultTable;
  /** Resolves once something of it can be seen. */
  open(): Promise<void>;
  readonly look: ResultLook;
  /** Undefined for the table. */
  showAs(kind: ChartKind | undefined): void;
  /** The kind of chart that is shown when none is named. */
  readonly chartKind: ChartKind;
  copySelection(format: CopyFormat): Promise<void>;
  copyAll(format: CopyFormat): Promise<void>;
  exportRows(format: ExportFormat): Promise<void>;
  closeRow(): boolean;
  focus(): void;
  dispose(): void;
}

export interface ResultBodyOptions {
  readonly host: ResultsHost;
  readonly result: ResultInfo;
  readonly memory: ResultMemory;
  readonly line: SelectionLine;
  /** It is looked at otherwise; to be remembered. */
  readonly onLook: (memory: ResultMemory) => void;
  readonly onFailure: (message: string, retry: () => void) => void;
}

export function resultBody({ host, result, memory, line, onLook, onFailure }: ResultBodyOptions): ResultBody {
  const { id } = result;
  let chart = memory.chart;
  let lastChart: ChartKind = memory.chart ?? 'timechart';
  const table: ResultTable = resultTable({
    host,
    result,
    memory,
    onOpenRow: openRow,
    onSelect: showPlace,
    onLooked: () => {
      emptied.hidden = table.rows > 0;
      if (detail.isOpen && table.rows > 0) {
        table.markRow(Math.max(0, place.row));
        detail.showAnew(Math.max(0, place.row));
      } else closeRow();
      remember();
    },
    onFailure,
    onCopy: (format) => void copySelection(format),
    onFilterQuery: (cell, exclude) => void filterQuery(cell, exclude),
  });
  const detail: RowDetail = rowDetail({
    fetch: (row) => host.call('detail', { id, row }),
    onClose: () => void closeRow(),
  });
  const clear = button({ label: l10n.t('Clear the filters'), onClick: () => table.clearFilters() });
  const emptied = element('div', { class: 'stage-message emptied', role: 'status' }, [
    element('p', {}, [l10n.t('No row fits the filters.')]),
    clear.element,
  ]);
  emptied.hidden = true;
  const charts: ChartPane = chartPane({
    fetch: (kind) => host.call('chart', { id, kind }),
    onShowTable: () => showAs(undefined),
  });
  const rows = element('div', { class: 'result-rows' }, [
    element('div', { class: 'result-table' }, [table.element, emptied]),
    detail.element,
  ]);
  const body = element('div', { class: 'result-body' }, [rows, charts.element]);
  let place: TablePlace = { row: memory.row, column: '' };

  const showFigures = lastWanted<GridRange | undefined>(async (range) => {
    if (range === undefined) return line.showFigures(undefined);
    const outcome = await host.call('figures', { id, range });
    if (outcome.ok) line.showFigures(outcome.value);
    else line.tell(outcome.message);
  });

  function showPlace(at: TablePlace, range: GridRange | undefined): void {
    const isOtherRow = at.row !== place.row;
    place = at;
    line.showPlace(table.rows === 0 ? undefined : { ...at, rows: table.rows });
    void showFigures(range);
    if (detail.isOpen && isOtherRow && at.row >= 0) openRow(at.row);
  }

  function openRow(row: number): void {
    if (row < 0) return;
    table.markRow(row);
    detail.show(row);
    remember();
  }

  function closeRow(): boolean {
    if (!detail.isOpen) return false;
    const hadFocus = detail.element.contains(document.activeElement);
    detail.close();
    table.markRow(undefined);
    if (hadFocus) table.focus();
    remember();
    return true;
  }

  async function copySelection(format: CopyFormat): Promise<void> {
    const range = await table.selection();
    if (range !== undefined) await copy(range, format);
  }

  async function copy(range: GridRange | undefined, format: CopyFormat): Promise<void> {
    const outcome = await host.call('copy', { id, range, format });
    line.tell(outcome.ok ? copiedText(outcome.value.rows, format) : outcome.message);
  }

  async function exportRows(format: ExportFormat): Promise<void> {
    // The rows that are counted here are those that the host has once it looks as the table does.
    await table.selection();
    const count = table.rows;
    const outcome = await host.call('export', { id, format });
    if (!outcome.ok) line.tell(outcome.message);
    else if (outcome.value) line.tell(exportedText(count, format));
  }

  async function filterQuery({ row, column }: GridPosition, exclude: boolean): Promise<void> {
    const outcome = await host.call('filterQuery', { id, row, column, exclude });
    line.tell(outcome.ok ? l10n.t('Written into the query.') : outcome.message);
  }

  function showAs(kind: ChartKind | undefined): void {
    const hadFocus = body.contains(document.activeElement);
    if (kind !== undefined) lastChart = kind;
    chart = kind;
    arrange();
    if (kind !== undefined) void charts.show(kind);
    if (hadFocus) focus();
    remember();
  }

  function arrange(): void {
    rows.hidden = chart !== undefined;
    charts.element.hidden = chart === undefined;
    line.element.classList.toggle('of-chart', chart !== undefined);
  }

  function focus(): void {
    if (chart === undefined) table.focus();
    else charts.focus();
  }

  function remember(): void {
    onLook({ id, columns: result.columns, ...table.remember(), chart, isRowOpen: detail.isOpen });
  }

  return {
    element: body,
    table,
    async open() {
      arrange();
      await Promise.all([table.open(), chart === undefined ? undefined : charts.show(chart)]);
      if (memory.isRowOpen) openRow(Math.max(0, place.row));
    },
    get look() {
      return { result, rows: table.rows, hasFilters: table.hasFilters, hiddenColumns: table.layout.hidden.size, chart };
    },
    showAs,
    get chartKind() {
      return lastChart;
    },
    copySelection,
    exportRows,
    copyAll: (format) => copy(undefined, format),
    closeRow,
    focus,
    dispose: () => {
      table.dispose();
      charts.dispose();
    },
  };
}
