import * as l10n from '@vscode/l10n';
import type {
  PreviewLoaded,
  PreviewQuery,
  PreviewState,
  RecordPreviewCalls,
  RecordPreviewEvents,
} from '../../src/protocol/recordPreview.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { cellText } from '../grid/cellText.ts';
import { grid } from '../grid/grid.ts';
import { type Row, type RowSource, rowSource } from '../grid/rowSource.ts';
import type { Host } from '../host.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import { viewTitle } from '../ui/viewTitle.ts';
import { driftNotice } from './driftNotice.ts';
import { gridColumns } from './gridColumns.ts';
import { parsePreviewMemory } from './previewMemory.ts';
import { previewNotice } from './previewNotice.ts';
import { loadedText, nothingText } from './previewText.ts';
import { recordDetail } from './recordDetail.ts';
import { toolbar } from './toolbar.ts';

/** The preview of one organization's records; loads by itself. */
export function preview(host: Host<RecordPreviewCalls, RecordPreviewEvents>, state: PreviewState): HTMLElement {
  const memory = parsePreviewMemory(host.loadState());
  let query: PreviewQuery = memory?.query ?? state.query;
  let selected: number | undefined;
  // An answer belongs to the load it was asked for; those of earlier loads are dropped.
  let load = 0;
  let isLoading = false;
  /** Said again when a wait is over. */
  let progress = '';
  let source: RowSource | undefined;
  /** The focus was brought to the toolbar from a button that is gone; it belongs to the records once they are here. */
  let isFocusLent = false;

  const bar = toolbar({ onLoad: (next) => void read(next), onCancel: cancel });
  const notice = previewNotice(takeFocus);
  const drift = driftNotice();
  const table = grid({
    label: l10n.t('Audit records, newest first'),
    columns: gridColumns(state.columns),
    cell: (row, column) => {
      const text = source?.row(row)?.[column];
      return text === undefined ? undefined : cellText(text, state.columns[column]?.type ?? 'string');
    },
    onVisible: (first, last) => source?.want(first, last),
    onOpen: select,
    onMove: (row) => {
      if (detail.isOpen()) select(row);
    },
  });
  const detail = recordDetail({
    fetch: (index) => host.call('record', { index }),
    copy: (index, form) => host.call('copyRecord', { index, form }),
    onClose: closeDetail,
  });
  const page = element('div', { class: 'preview' }, [
    viewTitle(state.organization, state.site),
    bar.element,
    notice.element,
    drift.element,
    table.element,
    detail.element,
  ]);
  page.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && detail.isOpen()) closeDetail();
  });
  host.on('progress', ({ read: count }) => showProgress(l10n.t('Reading… {0} records so far', formatCount(count))));
  host.on('waiting', ({ sentence }) => {
    if (isLoading) bar.setStatus(sentence === '' ? progress : sentence);
  });
  if (state.loaded === undefined) void read(query, memory?.selected);
  else resume(state.loaded, memory?.selected);
  return page;

  function resume(loaded: PreviewLoaded, reopen: number | undefined): void {
    query = state.query;
    bar.setQuery(query);
    bar.setLoading(false);
    show(loaded);
    if (reopen !== undefined && reopen < loaded.count) select(reopen);
  }

  /** `reopen` is the row to open again, when there still is one. */
  async function read(next: PreviewQuery, reopen?: number): Promise<void> {
    const own = begin(next);
    const outcome = await host.call('load', next);
    if (own !== load) return;
    end();
    if (!outcome.ok) {
      notice.showFailure(outcome.message, () => void read(next));
    } else if (outcome.value.superseded) {
      showCancelled();
    } else {
      show(outcome.value);
      if (reopen !== undefined && reopen < outcome.value.count) select(reopen);
    }
  }

  function begin(next: PreviewQuery): number {
    query = next;
    selected = undefined;
    isFocusLent = false;
    remember();
    source?.dispose();
    source = undefined;
    detail.close();
    table.element.hidden = true;
    bar.setQuery(next);
    bar.setLoading(true);
    notice.showProgress();
    drift.show([]);
    isLoading = true;
    showProgress(l10n.t('Reading…'));
    return ++load;
  }

  function showProgress(text: string): void {
    if (!isLoading) return;
    progress = text;
    bar.setStatus(text);
  }

  function end(): void {
    isLoading = false;
    bar.setLoading(false);
    bar.setStatus('');
  }

  function cancel(): void {
    load++;
    end();
    showCancelled();
    void host.call('cancel');
  }

  function showCancelled(): void {
    notice.showText(l10n.t('Reading was cancelled.'), { label: l10n.t('Load'), run: () => void read(query) });
  }

  function show(loaded: PreviewLoaded): void {
    bar.setShownRange(loaded);
    bar.setStatus(loadedText(loaded));
    if (loaded.count === 0) {
      notice.showText(nothingText(query.search, loaded));
      return;
    }
    notice.clear();
    drift.show(loaded.drift);
    source = rowSource({
      count: loaded.count,
      fetch: fetchRows,
      onRows: table.refresh,
      onFailure: (message) =>
        notice.showFailure(message, () => {
          source?.retry();
          notice.clear();
        }),
    });
    table.element.hidden = false;
    table.setRowCount(loaded.count);
    if (isFocusLent && bar.hasFocus()) table.focus();
    isFocusLent = false;
  }

  function takeFocus(): void {
    isFocusLent = source === undefined;
    if (isFocusLent) bar.focus();
    else table.focus();
  }

  async function fetchRows(offset: number, count: number): Promise<Outcome<readonly Row[]>> {
    const outcome = await host.call('rows', { offset, count });
    return outcome.ok ? { ok: true, value: outcome.value.rows } : outcome;
  }

  function select(row: number): void {
    selected = row;
    remember();
    table.select(row);
    detail.show(row);
  }

  function closeDetail(): void {
    selected = undefined;
    remember();
    detail.close();
    table.select(undefined);
    table.focus();
  }

  function remember(): void {
    host.saveState({ query, selected });
  }
}
