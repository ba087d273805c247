import * as l10n from '@vscode/l10n';
import type { ChartKind, ResultInfo, ResultState } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import type { MenuGroup } from '../ui/menu.ts';
import { menuButton, toolButton, toolbar } from '../ui/toolButton.ts';
import { dropdown } from '../ui/toolkit/dropdown.ts';
import { chartName } from './chartText.ts';
import { CHART_KINDS } from './resultMemory.ts';
import { formatDuration, resultFacts } from './resultText.ts';

/** The line above the rows: what they are, and what can be done with them. */
export interface ResultBar {
  readonly element: HTMLElement;
  show(state: ResultState): void;
  /** The result is looked at in this way now. */
  showLook(look: ResultLook): void;
}

export interface ResultLook {
  readonly result: ResultInfo;
  readonly rows: number;
  readonly hasFilters: boolean;
  /** How many columns are not shown. */
  readonly hiddenColumns: number;
  /** Undefined for the table. */
  readonly chart: ChartKind | undefined;
}

export interface ResultBarActions {
  readonly runAgain: () => void;
  readonly stop: () => void;
  readonly showTable: () => void;
  /** Undefined for the kind that was shown last. */
  readonly showChart: (kind: ChartKind | undefined) => void;
  readonly toggleFilters: () => void;
  readonly columns: () => readonly MenuGroup[];
  readonly copy: () => readonly MenuGroup[];
  readonly export: () => readonly MenuGroup[];
  readonly copyQueryWithData: () => void;
  readonly runInWorkspace: () => void;
}

export function resultBar(actions: ResultBarActions): ResultBar {
  const run = toolButton({ icon: 'run', label: l10n.t('Run again'), onClick: actions.runAgain });
  const stop = toolButton({ icon: 'stop', label: l10n.t('Stop'), onClick: actions.stop });
  const elapsed = element('span', { class: 'elapsed', 'aria-hidden': 'true' });
  const facts = element('p', { class: 'facts', role: 'status' });
  const table = toolButton({ icon: 'table', label: l10n.t('Table'), onClick: actions.showTable });
  const chart = toolButton({ icon: 'chart', label: l10n.t('Chart'), onClick: () => actions.showChart(undefined) });
  const [first, ...others] = CHART_KINDS.map((value) => ({ value, label: chartName(value) }));
  if (first === undefined) throw new Error('there are kinds of charts');
  const kinds = dropdown<ChartKind>({ label: l10n.t('Kind of chart'), choices: [first, ...others] });
  kinds.onEdit(() => actions.showChart(kinds.get()));
  const shared = { isCompact: true };
  const filter = toolButton({
    ...shared,
    icon: 'filter',
    label: l10n.t('Filter'),
    keys: '/',
    onClick: actions.toggleFilters,
  });
  const columns = menuButton({ ...shared, icon: 'columns', label: l10n.t('Columns'), groups: actions.columns });
  const copy = menuButton({ icon: 'copy', label: l10n.t('Copy'), groups: actions.copy });
  const exported = menuButton({ icon: 'export', label: l10n.t('Export'), groups: actions.export });
  const withData = toolButton({
    ...shared,
    icon: 'code',
    label: l10n.t('Copy as query with data'),
    onClick: actions.copyQueryWithData,
  });
  const workspace = toolButton({
    ...shared,
    icon: 'cloud',
    label: l10n.t('Run in workspace'),
    onClick: actions.runInWorkspace,
  });
  const looks = element('span', { class: 'tool-group' }, [table.element, chart.element, kinds.element]);
  const bar = toolbar(l10n.t('Result'), [
    run.element,
    stop.element,
    elapsed,
    facts,
    looks,
    filter.element,
    columns.element,
    copy.element,
    exported.element,
    withData.element,
    workspace.element,
  ]);
  const ofTable = [filter, columns];
  const ofResult = [...ofTable, table, chart, copy, exported];
  let running: number | undefined;

  function countUp(startedMs: number): void {
    const text = formatDuration(Math.max(1, performance.now() - startedMs));
    if (elapsed.textContent !== text) elapsed.textContent = text;
    running = requestAnimationFrame(() => countUp(startedMs));
  }

  function setFacts(texts: readonly string[]): void {
    facts.replaceChildren(...texts.map((text) => element('span', {}, [text])));
    facts.title = texts.join(' · ');
  }

  /** Of two buttons one is there; the focus goes from one to the other. */
  function setRunning(isRunning: boolean): void {
    const hadFocus = [run, stop].some(({ element: button }) => button === document.activeElement);
    run.setShown(!isRunning);
    stop.setShown(isRunning);
    elapsed.hidden = !isRunning;
    if (hadFocus) (isRunning ? stop : run).element.focus();
    if (running !== undefined) cancelAnimationFrame(running);
    running = undefined;
    if (isRunning) countUp(performance.now());
  }

  return {
    element: bar,
    show(state) {
      bar.hidden = state.kind === 'nothing';
      if (state.kind === 'nothing') return setRunning(false);
      const hasRows = state.kind === 'result' && state.result.rowsOut > 0;
      setRunning(state.kind === 'running');
      const query = state.kind === 'result' ? state.result.query : state.query;
      for (const button of ofResult) button.setShown(hasRows);
      kinds.element.hidden = true;
      withData.setShown(state.kind !== 'running' && query.target === 'local');
      workspace.setShown(state.kind !== 'running' && query.target === 'local');
      if (state.kind === 'running') setFacts([l10n.t('Running on {0}…', visibleText(query.data))]);
      if (state.kind === 'failed') setFacts([l10n.t('Failed'), visibleText(query.data)]);
      if (state.kind === 'result') setFacts(resultFacts(state.result, state.result.rowsOut));
    },
    showLook({ result, rows, hasFilters, hiddenColumns, chart: kind }) {
      setFacts(resultFacts(result, rows));
      filter.setPressed(hasFilters);
      columns.setRemark(hiddenColumns === 0 ? '' : l10n.t('{0} hidden', formatCount(hiddenColumns)));
      table.setPressed(kind === undefined);
      chart.setPressed(kind !== undefined);
      kinds.element.hidden = kind === undefined;
      if (kind !== undefined) kinds.set(kind);
      for (const button of ofTable) button.setShown(kind === undefined && result.rowsOut > 0);
    },
  };
}
