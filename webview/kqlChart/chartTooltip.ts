import type { ChartData } from '../../src/protocol/kqlResults.ts';
import { element } from '../ui/element.ts';
import type { ChartTheme } from './chartTheme.ts';
import type { ChartWords } from './drawnChart.ts';

export interface TooltipLook {
  readonly theme: ChartTheme;
  readonly words: ChartWords;
}

/** What is at the pointer, in elements of our own: the library would write it as HTML. */
export function chartTooltip(chart: ChartData, { theme, words }: TooltipLook): object {
  const isAxis = chart.kind !== 'piechart' && chart.kind !== 'scatterchart';
  return {
    trigger: isAxis ? 'axis' : 'item',
    renderMode: 'html',
    className: 'chart-tooltip',
    confine: true,
    transitionDuration: 0,
    padding: [6, 10],
    backgroundColor: theme.tooltip.background,
    borderColor: theme.tooltip.border,
    borderWidth: 1,
    borderRadius: 3,
    textStyle: { color: theme.tooltip.foreground, fontFamily: theme.fontFamily, fontSize: theme.fontSizePx },
    extraCssText: 'box-shadow: none',
    axisPointer: {
      type: chart.kind === 'columnchart' || chart.kind === 'barchart' ? 'shadow' : 'line',
      lineStyle: { color: theme.faint },
    },
    formatter: (given: unknown): HTMLElement => {
      const points = (Array.isArray(given) ? given : [given]).filter(isPoint);
      const [first] = points;
      const shown = points.slice(0, MAX_POINTS).map((point) => line(chart, point, words));
      const title = first === undefined ? '' : titleOf(chart, first, words);
      const more = points.length > MAX_POINTS ? [element('div', {}, ['…'])] : [];
      return element('div', {}, [element('div', { class: 'chart-tooltip-title' }, [title]), ...shown, ...more]);
    },
  };
}

const MAX_POINTS = 12;

interface Point {
  readonly seriesIndex: number;
  readonly dataIndex: number;
  readonly color: string;
  readonly percent: number | undefined;
}

function isPoint(given: unknown): given is Point {
  return typeof given === 'object' && given !== null && 'seriesIndex' in given && 'dataIndex' in given;
}

function titleOf(chart: ChartData, { dataIndex }: Point, words: ChartWords): string {
  const value = chart.x.values[dataIndex];
  return value === undefined ? '' : words.x(chart, value);
}

function line(chart: ChartData, { seriesIndex, dataIndex, color, percent }: Point, words: ChartWords): HTMLElement {
  const series = chart.series[seriesIndex];
  const swatch = element('span', { class: 'chart-swatch' });
  swatch.style.background = String(color);
  const share = percent === undefined ? '' : ` (${percent} %)`;
  return element('div', { class: 'chart-tooltip-line' }, [
    swatch,
    element('span', {}, [series?.name ?? '']),
    element('b', {}, [words.y(series?.values[dataIndex] ?? null) + share]),
  ]);
}
