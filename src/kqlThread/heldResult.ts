import type { Table } from '../core/kql/engine/table.ts';
import type { Render } from '../core/kql/plan.ts';
import { chartData } from '../core/kql/results/chartData.ts';
import { inListOf } from '../core/kql/results/inList.ts';
import { partOfView, type ViewedResult, viewResult, wholeResult } from '../core/kql/results/resultView.ts';
import { rowDetail } from '../core/kql/results/rowDetail.ts';
import { fileFormats, rowFormats } from '../core/kql/results/rowFormats.ts';
import { cellsOf, columnsOf, writeAll, writePiece } from '../core/kql/results/rowWriter.ts';
import { selectionFigures } from '../core/kql/results/selectionFigures.ts';
import { shownText } from '../core/kql/results/shownText.ts';
import { whereStep } from '../core/kql/results/whereStep.ts';
import type { ResultCalls } from './runCalls.ts';

/** The last result of the thread, and how it is looked at. */
export interface HeldResult {
  /** Replaces the one before. */
  keep(result: KeptResult): void;
  readonly calls: { readonly [N in keyof ResultCalls]: (params: ResultCalls[N]['params']) => ResultCalls[N]['result'] };
}

export interface KeptResult {
  readonly id: number;
  readonly table: Table;
  readonly render: Render | undefined;
}

/** A sentence for the user. */
export class ResultGone extends Error {
  constructor(message = 'This result is not there any more. Run the query again.') {
    super(message);
    this.name = 'ResultGone';
  }
}

export function createHeldResult(): HeldResult {
  let held: KeptResult | undefined;
  let viewed: ViewedResult | undefined;

  const seen = ({ id }: { readonly id: number }): ViewedResult => {
    if (viewed === undefined || id !== held?.id) throw new ResultGone();
    return viewed;
  };
  const rowAt = (view: ViewedResult, place: number): number => {
    const row = view.rows[place];
    if (row === undefined) throw new ResultGone('There is no such row.');
    return row;
  };
  return {
    keep(result) {
      held = result;
      viewed = wholeResult(result.table);
    },
    calls: {
      view(params) {
        viewed = viewResult(seen(params).table, params.view);
        return { rows: viewed.rows.length };
      },
      rows(params) {
        const view = seen(params);
        const columns = columnsOf(view);
        const end = Math.min(params.offset + params.count, view.rows.length);
        return Array.from({ length: Math.max(0, end - params.offset) }, (_, index) =>
          cellsOf(view, params.offset + index).map((cell, column) =>
            cutShort(shownText(cell, columns[column]?.type ?? 'string')),
          ),
        );
      },
      detail: (params) => rowDetail(seen(params).table, rowAt(seen(params), params.row)),
      figures: (params) => selectionFigures(partOfView(seen(params), params.range)),
      copy(params) {
        const part = params.range === undefined ? seen(params) : partOfView(seen(params), params.range);
        return { text: copiedText(part, params.format), rows: part.rows.length };
      },
      piece: (params) => writePiece(seen(params), fileFormats[params.format], params.first),
      chart: (params) => chartData(seen(params), { kind: params.kind, render: held?.render }),
      whereStep(params) {
        const view = seen(params);
        const column = columnsOf(view)[params.column];
        if (column === undefined) throw new ResultGone('There is no such column.');
        rowAt(view, params.row);
        return whereStep({ column, cell: cellsOf(view, params.row)[params.column] ?? null, exclude: params.exclude });
      },
      forget({ id }) {
        if (id !== held?.id) return undefined;
        held = undefined;
        viewed = undefined;
        return undefined;
      },
    },
  };
}

/** A grid's cell shows one line of some hundred characters. */
function cutShort(text: string | null): string | null {
  return text !== null && text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const MAX_SHOWN = 1000;

function copiedText(part: ViewedResult, format: keyof typeof rowFormats | 'in'): string {
  try {
    if (format === 'in') return inListOf(part, MAX_COPIED);
    return format === 'text' && isOneCell(part) ? textOfCell(part) : writeAll(part, rowFormats[format], MAX_COPIED);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ResultGone('This is too much for the clipboard. Export it to a file, or select fewer rows.');
  }
}

const MAX_COPIED = 100_000_000;

/** One cell is its value alone, without a title: it is pasted into a search or a ticket. */
function isOneCell({ rows, columns }: ViewedResult): boolean {
  return rows.length === 1 && columns.length === 1;
}

function textOfCell(part: ViewedResult): string {
  const [column] = columnsOf(part);
  return shownText(cellsOf(part, 0)[0] ?? null, column?.type ?? 'string') ?? '';
}
