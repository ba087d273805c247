import * as l10n from '@vscode/l10n';
import type { ChartData, ChartKind } from '../../src/protocol/kqlResults.ts';
import { utcTime, visibleText } from '../grid/cellText.ts';
import type { ChartWords } from '../kqlChart/drawnChart.ts';
import { formatCount } from '../ui/formatCount.ts';

export function chartName(kind: ChartKind): string {
  switch (kind) {
    case 'timechart':
      return l10n.t('Time chart');
    case 'linechart':
      return l10n.t('Line chart');
    case 'areachart':
      return l10n.t('Area chart');
    case 'columnchart':
      return l10n.t('Column chart');
    case 'barchart':
      return l10n.t('Bar chart');
    case 'piechart':
      return l10n.t('Pie chart');
    case 'scatterchart':
      return l10n.t('Scatter chart');
    case 'card':
      return l10n.t('Card');
  }
}

export const chartWords: ChartWords = {
  x: (chart, value) => {
    if (chart.x.type !== 'time' || typeof value !== 'number') return visibleText(String(value));
    return utcTime(new Date(value).toISOString()).replace(/(:00)?\.000$/, '');
  },
  y: (value) => (value === null ? l10n.t('no value') : formatNumber(value)),
};

function formatNumber(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang || undefined, { maximumFractionDigits: 6 }).format(value);
}

/** The chart in words, for those who do not see it. */
export function chartSummary(chart: ChartData): string {
  const { x, series, kind } = chart;
  const [first, last] = [x.values[0], x.values.at(-1)];
  if (kind === 'card') return cardSummary(chart);
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const names = series.slice(0, NAMES).map(({ name }) => orEmpty(visibleText(name)));
  return [
    l10n.t('{0}: {1}.', chartName(kind), subject(chart)),
    first === undefined || last === undefined ? '' : pointsText(chart, first, last),
    series.length < 2
      ? ''
      : l10n.t('{0} series: {1}{2}.', formatCount(series.length), names.join(', '), series.length > NAMES ? ', …' : ''),
    values.length === 0
      ? ''
      : l10n.t(
          'Least {0}, most {1}.',
          formatNumber(least(values)),
          formatNumber(-least(values.map((value) => -value))),
        ),
    l10n.t('The arrow keys read the points, Escape shows the rows.'),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What is drawn, though no name of it may be known. */
function subject({ title, x, y }: ChartData): string {
  if (title !== '') return visibleText(title);
  const values = y.name === '' ? l10n.t('values') : visibleText(y.name);
  return x.name === '' ? values : l10n.t('{0} by {1}', values, visibleText(x.name));
}

/** The figures themselves: there are few. */
function cardSummary(chart: ChartData): string {
  const title = chart.title === '' ? chartName('card') : l10n.t('{0}: {1}', chartName('card'), subject(chart));
  return [l10n.t('{0}: {1}.', title, valuesText(chart, 0)), l10n.t('Escape shows the rows.')].join(' ');
}

function orEmpty(text: string): string {
  return text === '' ? l10n.t('empty') : text;
}

function pointsText(chart: ChartData, first: number | string, last: number | string): string {
  const count = chart.x.values.length;
  if (count === 1) return l10n.t('1 point, at {0}.', orEmpty(chartWords.x(chart, first)));
  return l10n.t(
    '{0} points, from {1} to {2}.',
    formatCount(count),
    orEmpty(chartWords.x(chart, first)),
    orEmpty(chartWords.x(chart, last)),
  );
}

const NAMES = 6;

/** Without spreading: there may be more values than a call takes. */
function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

/** What is at one place of the x axis, in words. */
export function pointText(chart: ChartData, index: number): string {
  const x = chart.x.values[index];
  if (x === undefined) return '';
  const values = valuesText(chart, index);
  return chart.kind === 'card' ? values : `${orEmpty(chartWords.x(chart, x))}: ${values}`;
}

function valuesText({ series }: ChartData, index: number): string {
  return series
    .slice(0, NAMES * 2)
    .map(({ name, values }) => `${orEmpty(visibleText(name))} ${chartWords.y(values[index] ?? null)}`)
    .join(', ');
}
