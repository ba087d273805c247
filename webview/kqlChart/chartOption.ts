import type { EChartsCoreOption } from 'echarts/core';
import type { ChartData } from '../../src/protocol/kqlResults.ts';
import type { ChartTheme } from './chartTheme.ts';
import { chartTooltip } from './chartTooltip.ts';
import type { ChartWords } from './drawnChart.ts';

export interface ChartLook {
  readonly theme: ChartTheme;
  readonly words: ChartWords;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the library is to draw. Nothing moves by itself, and hostile text stays text. */
export function chartOption(chart: ChartData, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  return {
    animation: false,
    useUTC: true,
    backgroundColor: 'transparent',
    color: [...theme.series],
    textStyle: { color: theme.foreground, fontFamily: theme.fontFamily, fontSize: theme.fontSizePx },
    // Patterns beside colours; the text alternative is ours.
    aria: { enabled: theme.isHighContrast, label: { enabled: false }, decal: { show: theme.isHighContrast } },
    tooltip: chartTooltip(chart, look),
    legend: legend(chart, look),
    ...(chart.kind === 'piechart' ? pie(chart, look) : axes(chart, look)),
  };
}

/** A slider takes room that a low panel does not have. */
const SLIDER_MIN_HEIGHT_PX = 320;

function hasLegend({ kind, series, x }: ChartData): boolean {
  return kind === 'piechart' ? x.values.length > 1 : series.length > 1;
}

function legend(chart: ChartData, look: ChartLook): object {
  const { theme } = look;
  const side = { orient: 'vertical', right: 8, top: 8, bottom: 8 };
  return {
    show: hasLegend(chart),
    type: 'scroll',
    ...side,
    textStyle: { color: theme.foreground, width: legendPx(chart, look) - LEGEND_EXTRA_PX + 8, overflow: 'truncate' },
    inactiveColor: theme.faint,
    pageTextStyle: { color: theme.foreground },
    pageIconColor: theme.foreground,
    pageIconInactiveColor: theme.line,
    // Lower than its text, the first one would be cut off.
    itemHeight: 13,
    itemWidth: 16,
    itemGap: 6,
  };
}

const LEGEND_EXTRA_PX = 44;

/** As wide as the longest name, to about a quarter of the chart. */
function legendPx(chart: ChartData, { theme, widthPx }: ChartLook): number {
  const names = chart.kind === 'piechart' ? chart.x.values.map(String) : chart.series.map(({ name }) => name);
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  return Math.min(Math.max(90, widthPx * 0.24), longest * theme.fontSizePx * 0.62 + LEGEND_EXTRA_PX);
}

function pie(chart: ChartData, look: ChartLook): EChartsCoreOption {
  const values = chart.series[0]?.values ?? [];
  const { theme, widthPx, heightPx } = look;
  const room = legendPx(chart, look);
  // A name may stand above the uppermost slice, and one below the lowest.
  const besidePx = LABEL_LINE_PX + theme.fontSizePx;
  const radiusPx = Math.max(20, Math.min(heightPx / 2 - besidePx, heightPx * 0.39, (widthPx - room) * 0.39));
  return {
    series: [
      {
        type: 'pie',
        radius: ['0%', radiusPx],
        // There is no room for the names of slices that are thinner than a line of text.
        minShowLabelAngle: Math.min(20, ((theme.fontSizePx + 4) / (radiusPx + LABEL_LINE_PX)) * (180 / Math.PI)),
        center: [Math.round((widthPx - room) / 2), '50%'],
        label: { color: theme.foreground, overflow: 'truncate', width: 140 },
        // The legend has all of them.
        labelLayout: { hideOverlap: true },
        labelLine: { length: LABEL_LINE_PX, length2: 12, lineStyle: { color: theme.faint } },
        itemStyle: { borderColor: theme.background, borderWidth: 1 },
        data: chart.x.values.map((name, index) => ({ name: String(name), value: values[index] ?? 0 })),
      },
    ],
  };
}

/** From a slice to its name. */
const LABEL_LINE_PX = 8;

function axes(chart: ChartData, look: ChartLook): EChartsCoreOption {
  const { theme, heightPx, words } = look;
  const isSideways = chart.kind === 'barchart';
  const isCategory = hasCategories(chart);
  const hasSlider = heightPx >= SLIDER_MIN_HEIGHT_PX && !isSideways;
  const shared = {
    axisLine: { lineStyle: { color: theme.faint } },
    axisTick: { lineStyle: { color: theme.faint } },
    axisLabel: { color: theme.foreground, hideOverlap: true },
    splitLine: { lineStyle: { color: theme.line } },
  };
  const xAxis = {
    ...shared,
    type: isCategory ? 'category' : chart.x.type === 'time' ? 'time' : 'value',
    scale: true,
    splitLine: { show: false },
    axisLabel: { ...shared.axisLabel, ...(isCategory ? CATEGORY_LABEL : chart.x.type === 'time' ? TIME_LABEL : {}) },
    ...(isCategory ? { data: chart.x.values.map((value) => words.x(chart, value)) } : {}),
    ...(isSideways ? { inverse: true } : {}),
  };
  const yAxis = {
    ...shared,
    type: 'value',
    scale: chart.kind === 'scatterchart',
    axisLine: { show: false },
    ...valueName(chart, look),
  };
  const zoomed = isSideways ? { yAxisIndex: 0 } : { xAxisIndex: 0 };
  const zoom = { ...zoomed, filterMode: 'none' };
  return {
    grid: {
      left: 8,
      right: hasLegend(chart) ? legendPx(chart, look) + 8 : 20,
      top: isSideways ? 8 : 26,
      bottom: hasSlider ? 40 : isSideways && chart.y.name !== '' ? 20 : 4,
      containLabel: true,
    },
    ...(isSideways ? { xAxis: yAxis, yAxis: xAxis } : { xAxis, yAxis }),
    dataZoom: [
      { type: 'inside', ...zoom, zoomOnMouseWheel: true, moveOnMouseMove: true },
      ...(hasSlider ? [slider(zoom, theme)] : []),
    ],
    series: chart.series.map((series, index) => ({
      name: series.name,
      ...seriesKind(chart, index, theme),
      data: isCategory ? series.values : series.values.map((value, at) => [chart.x.values[at] ?? null, value] as const),
    })),
  };
}

/** Above the values, or below them where they lie at the bottom. */
function valueName(chart: ChartData, { theme, widthPx }: ChartLook): object {
  const named = { name: chart.y.name, nameTruncate: { maxWidth: Math.max(80, widthPx * 0.4) } };
  return chart.kind === 'barchart'
    ? { ...named, nameLocation: 'middle', nameGap: 22, nameTextStyle: { color: theme.faint } }
    : { ...named, nameLocation: 'end', nameTextStyle: { color: theme.faint, align: 'left' } };
}

const CATEGORY_LABEL = { width: 160, overflow: 'truncate' };
/** As everywhere else here: no names of months, and UTC. */
const TIME_LABEL = {
  formatter: {
    year: '{yyyy}',
    month: '{yyyy}-{MM}',
    day: '{MM}-{dd}',
    hour: '{HH}:{mm}',
    minute: '{HH}:{mm}',
    second: '{HH}:{mm}:{ss}',
    millisecond: '{HH}:{mm}:{ss}.{SSS}',
  },
};

/** Bars of the same distance, whatever the x axis holds. */
function hasCategories({ kind, x }: ChartData): boolean {
  return x.type === 'category' || kind === 'columnchart' || kind === 'barchart';
}

function slider(zoom: object, theme: ChartTheme): object {
  return {
    type: 'slider',
    ...zoom,
    height: 18,
    bottom: 8,
    borderColor: theme.line,
    fillerColor: theme.line,
    handleStyle: { color: theme.background, borderColor: theme.faint },
    moveHandleStyle: { color: theme.faint },
    dataBackground: { lineStyle: { color: theme.faint }, areaStyle: { color: theme.line } },
    textStyle: { color: theme.faint },
    brushSelect: false,
  };
}

/** So few points are marked each. */
const MARKED_POINTS = 60;
const LINES = ['solid', 'dashed', 'dotted'] as const;

function seriesKind(chart: ChartData, index: number, theme: ChartTheme): object {
  const stack = chart.isStacked ? { stack: 'all' } : {};
  switch (chart.kind) {
    case 'columnchart':
    case 'barchart':
      return { type: 'bar', barMaxWidth: 40, ...stack };
    case 'scatterchart':
      return { type: 'scatter', symbolSize: 7, large: true, largeThreshold: 5000 };
    default:
      return {
        type: 'line',
        symbolSize: 5,
        showSymbol: chart.x.values.length <= MARKED_POINTS,
        sampling: chart.isStacked ? undefined : 'lttb',
        lineStyle: {
          width: 1.6,
          type: LINES[(theme.isHighContrast ? index : Math.floor(index / theme.series.length)) % LINES.length],
        },
        emphasis: { focus: 'series' },
        ...(chart.kind === 'areachart' ? { areaStyle: { opacity: chart.isStacked ? 0.55 : 0.25 } } : {}),
        ...stack,
      };
  }
}
