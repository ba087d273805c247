import * as l10n from '@vscode/l10n';
import type { ChartAnswer, ChartData, ChartKind } from '../../src/protocol/kqlResults.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { visibleText } from '../grid/cellText.ts';
import type { DrawnChart } from '../kqlChart/drawnChart.ts';
import { element } from '../ui/element.ts';
import { lastWanted } from '../ui/lastWanted.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';
import { cardChart } from './cardChart.ts';
import { chartLibrary } from './chartLibrary.ts';
import { chartSummary, chartWords, pointText } from './chartText.ts';

/** A result as a chart, or the sentence that says why there is none. */
export interface ChartPane {
  readonly element: HTMLElement;
  show(kind: ChartKind): Promise<void>;
  focus(): void;
  dispose(): void;
}

export interface ChartPaneOptions {
  readonly fetch: (kind: ChartKind) => Promise<Outcome<ChartAnswer>>;
  readonly onShowTable: () => void;
}

export function chartPane({ fetch, onShowTable }: ChartPaneOptions): ChartPane {
  const canvas = element('div', { class: 'chart-canvas', role: 'application', tabindex: '0' });
  const spoken = element('div', { class: 'visually-hidden', role: 'status' });
  const title = element('p', { class: 'chart-title' });
  const remark = element('p', { class: 'hint chart-remark' });
  const message = element('div', { class: 'stage-message', role: 'status' });
  const pane = element('section', { class: 'chart-pane', 'aria-label': l10n.t('Chart') }, [
    message,
    title,
    canvas,
    remark,
    spoken,
  ]);
  let drawn: DrawnChart | undefined;
  let shown: ChartData | undefined;
  let point: number | undefined;
  let isDisposed = false;

  const showWanted = lastWanted<ChartKind>(async (kind) => {
    const outcome = await fetch(kind);
    if (isDisposed) return;
    if (!outcome.ok) showMessage(outcome.message, 'failed');
    else if (!outcome.value.ok) showMessage(outcome.value.reason, 'warning');
    else await showChart(outcome.value.chart);
  });

  function showMessage(text: string, verdict: 'failed' | 'warning'): void {
    shown = undefined;
    const back = button({ label: l10n.t('Show the rows'), onClick: onShowTable });
    message.replaceChildren(noteLine({ verdict, text }), back.element);
    setShown({ hasMessage: true });
  }

  function setShown({ hasMessage }: { readonly hasMessage: boolean }): void {
    message.hidden = !hasMessage;
    canvas.hidden = hasMessage;
    title.hidden = hasMessage || title.textContent === '';
    remark.hidden = hasMessage || remark.textContent === '';
  }

  async function showChart(chart: ChartData): Promise<void> {
    remark.textContent = chart.remark === undefined ? '' : visibleText(chart.remark);
    title.textContent = visibleText(chart.title);
    title.title = title.textContent;
    point = undefined;
    canvas.ariaLabel = chartSummary(chart);
    if (chart.kind === 'card') {
      drawn?.dispose();
      drawn = undefined;
      shown = chart;
      setShown({ hasMessage: false });
      canvas.replaceChildren(cardChart(chart));
      return;
    }
    try {
      const make = await chartLibrary();
      if (isDisposed) return;
      shown = chart;
      setShown({ hasMessage: false });
      if (drawn === undefined) canvas.replaceChildren();
      drawn ??= make(canvas, chartWords);
      drawn.draw(chart);
    } catch (error) {
      showMessage(error instanceof Error ? error.message : l10n.t('The chart could not be drawn.'), 'failed');
    }
  }

  function movePoint(to: number): void {
    if (shown === undefined || shown.x.values.length === 0) return;
    point = Math.min(shown.x.values.length - 1, Math.max(0, to));
    drawn?.point(point);
    spoken.textContent = pointText(shown, point);
  }

  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = (shown?.x.values.length ?? 0) - 1;
    const steps: Readonly<Record<string, () => void>> = {
      ArrowRight: () => movePoint(point === undefined ? 0 : point + 1),
      ArrowLeft: () => movePoint(point === undefined ? last : point - 1),
      Home: () => movePoint(0),
      End: () => movePoint(last),
      '+': () => drawn?.zoom(1.5),
      '-': () => drawn?.zoom(1 / 1.5),
      '0': () => drawn?.zoom(1),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  });
  canvas.addEventListener('blur', () => drawn?.point(undefined));

  let isResizeAwaited = false;
  const onFrame = (run: () => void) => () => {
    if (isResizeAwaited) return;
    isResizeAwaited = true;
    requestAnimationFrame(() => {
      isResizeAwaited = false;
      if (canvas.clientWidth > 0) run();
    });
  };
  const sizes = new ResizeObserver(onFrame(() => drawn?.resize()));
  sizes.observe(canvas);
  // Where VS Code puts another theme: the class of the body, and the colours of the document.
  const themes = new MutationObserver(onFrame(() => drawn?.redraw()));
  themes.observe(document.body, { attributeFilter: ['class'] });
  themes.observe(document.documentElement, { attributeFilter: ['style'] });

  return {
    element: pane,
    show: (kind) => {
      return showWanted(kind);
    },
    focus: () => (canvas.hidden ? message.querySelector<HTMLElement>('vscode-button') : canvas)?.focus(),
    dispose: () => {
      isDisposed = true;
      sizes.disconnect();
      themes.disconnect();
      drawn?.dispose();
    },
  };
}
