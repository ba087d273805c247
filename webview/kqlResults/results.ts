import * as l10n from '@vscode/l10n';
import type { ResultInfo, ResultState } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';
import { columnsMenu } from './columnsMenu.ts';
import { resultBar } from './resultBar.ts';
import { type ResultBody, resultBody } from './resultBody.ts';
import { memoryFor, parseResultMemory, type ResultMemory, storedMemory } from './resultMemory.ts';
import { copyMenu, exportMenu } from './resultMenus.ts';
import type { ResultsHost } from './resultRows.ts';
import { noRowsText } from './resultText.ts';
import { selectionLine } from './selectionLine.ts';

/** The panel of query results: shows whatever the host says it has. */
export function results(host: ResultsHost, state: ResultState): HTMLElement {
  let memory: ResultMemory | undefined = parseResultMemory(host.loadState());
  let body: ResultBody | undefined;
  /** An answer belongs to the state it was asked for. */
  let current = 0;

  const line = selectionLine();
  const note = element('div', { class: 'result-note', 'aria-live': 'polite' });
  const progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  // Always there, so that what comes into it is spoken.
  const told = element('div', { role: 'status' });
  const stage = element('div', { class: 'result-stage' });
  const bar = resultBar({
    runAgain: () => void tellFailure(host.call('runAgain')),
    stop: () => void tellFailure(host.call('stop')),
    showTable: () => body?.showAs(undefined),
    showChart: (kind) => body?.showAs(kind ?? body.chartKind),
    toggleFilters: () => body?.table.toggleFilters(),
    columns: () =>
      body === undefined
        ? []
        : columnsMenu({
            columns: body.look.result.columns,
            layout: body.table.layout,
            onChange: (layout) => body?.table.setLayout(layout),
          }),
    copy: () =>
      copyMenu({
        copySelection: (format) => void body?.copySelection(format),
        copyAll: (format) => void body?.copyAll(format),
        copyQueryWithData: body?.look.result.query.target === 'local' ? () => void copyQueryWithData() : undefined,
      }),
    export: () => exportMenu((format) => void body?.exportRows(format)),
    copyQueryWithData: () => void copyQueryWithData(),
    runInWorkspace: () => void tellFailure(host.call('runInWorkspace')),
  });
  const page = element('div', { class: 'results' }, [bar.element, progress, note, told, stage, line.element]);

  async function copyQueryWithData(): Promise<void> {
    const outcome = await host.call('copyQueryWithData');
    if (!outcome.ok) line.tell(outcome.message);
    else if (outcome.value) line.tell(l10n.t('Copied the query with its data.'));
  }

  async function tellFailure(outcome: ReturnType<typeof host.call>): Promise<void> {
    const { ok, ...rest } = await outcome;
    if (!ok && 'message' in rest) line.tell(rest.message);
  }

  function show(next: ResultState): void {
    current++;
    progress.hidden = next.kind !== 'running';
    // What was done to the result before says nothing about this one.
    if (next.kind === 'running') line.tell('');
    bar.show(next);
    // While the next one runs, what is there stays to be seen, but not to be used.
    stage.inert = next.kind === 'running';
    stage.classList.toggle('stale', next.kind === 'running');
    if (next.kind === 'running' && body !== undefined) return;
    note.replaceChildren();
    if (next.kind === 'result' && next.result.rowsOut > 0) void showResult(next.result);
    else showMessage(next);
  }

  async function showResult(result: ResultInfo): Promise<void> {
    const own = current;
    const hadFocus = stage.contains(document.activeElement);
    memory = memoryFor(result, memory);
    const opened = resultBody({
      host,
      result,
      memory,
      line,
      onLook: (look) => {
        if (body !== opened) return;
        memory = look;
        host.saveState(storedMemory(memory));
        bar.showLook(opened.look);
      },
      onFailure: (message, retry) => showFailure(message, retry),
    });
    const opening = opened.open();
    await opening;
    if (own !== current) return opened.dispose();
    body?.dispose();
    body = opened;
    told.replaceChildren();
    stage.replaceChildren(opened.element);
    showRemark(result);
    bar.showLook(opened.look);
    host.saveState(storedMemory(memory));
    if (hadFocus) opened.focus();
  }

  function showRemark({ remark }: ResultInfo): void {
    if (remark !== undefined) note.replaceChildren(noteLine({ verdict: 'warning', text: visibleText(remark) }));
  }

  function showFailure(message: string, retry: () => void): void {
    const again = button({
      label: l10n.t('Retry'),
      onClick: () => {
        note.replaceChildren();
        retry();
      },
    });
    note.replaceChildren(noteLine({ verdict: 'failed', text: message }), again.element);
  }

  function showMessage(next: ResultState): void {
    body?.dispose();
    body = undefined;
    line.showPlace(undefined);
    line.showFigures(undefined);
    stage.replaceChildren();
    const texts = message(next);
    told.replaceChildren(...(texts.length === 0 ? [] : [element('div', { class: 'stage-message' }, texts)]));
    if (next.kind === 'result') showRemark(next.result);
  }

  function message(next: ResultState): readonly HTMLElement[] {
    switch (next.kind) {
      case 'nothing':
        return [
          element('p', {}, [l10n.t('The rows of a query are shown here.')]),
          element('p', { class: 'hint' }, [
            l10n.t('Open a .kql file and press Shift+Enter to run the statement at the cursor.'),
          ]),
        ];
      case 'running':
        return [];
      case 'failed':
        return [
          noteLine({ verdict: 'failed', text: visibleText(next.message) }),
          ...(next.canShow ? [showQueryButton()] : []),
        ];
      case 'result':
        return [
          element('p', {}, [l10n.t('The query gave no rows.')]),
          element('p', { class: 'hint' }, [noRowsText(next.result)]),
        ];
    }
  }

  function showQueryButton(): HTMLElement {
    return button({ label: l10n.t('Show in query'), onClick: () => void tellFailure(host.call('showQuery')) }).element;
  }

  page.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || body === undefined) return;
    if (body.look.chart !== undefined) body.showAs(undefined);
    else body.closeRow();
  });
  // VS Code turns the keys for copying into this event.
  document.addEventListener('copy', (event) => {
    if (body === undefined || stage.inert || !body.table.element.contains(document.activeElement)) return;
    if (document.activeElement instanceof HTMLInputElement) return;
    event.preventDefault();
    void body.copySelection('text');
  });
  // Select All means the rows, not the text of the page.
  document.addEventListener('selectstart', (event) => {
    const focused = document.activeElement;
    if (focused?.closest('[role=grid]') && !(focused instanceof HTMLInputElement)) event.preventDefault();
  });
  host.on('state', show);
  show(state);
  return page;
}
