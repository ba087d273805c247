import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartData } from '../../src/protocol/kqlResults.ts';
import { chartOption } from './chartOption.ts';
import { chartTheme } from './chartTheme.ts';
import type { MakeChart } from './drawnChart.ts';

use([
  ...[BarChart, LineChart, PieChart, ScatterChart],
  ...[AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent],
  CanvasRenderer,
  LabelLayout,
]);

export const makeChart: MakeChart = (container, words) => {
  const library = init(container, null, { renderer: 'canvas' });
  let shown: ChartData | undefined;
  let visibleShare = 1;
  const draw = (): void => {
    if (shown === undefined) return;
    const look = { theme: chartTheme(), words, widthPx: container.clientWidth, heightPx: container.clientHeight };
    library.setOption(chartOption(shown, look), { notMerge: true });
  };
  return {
    draw(chart) {
      shown = chart;
      visibleShare = 1;
      draw();
    },
    redraw: draw,
    resize() {
      library.resize();
      draw();
    },
    point(index) {
      if (index === undefined) return library.dispatchAction({ type: 'hideTip' });
      const series = shown?.series.findIndex((each) => each.values[index] !== null) ?? -1;
      library.dispatchAction({ type: 'showTip', seriesIndex: Math.max(0, series), dataIndex: index });
    },
    zoom(factor) {
      visibleShare = factor === 1 ? 1 : Math.min(1, Math.max(0.01, visibleShare / factor));
      const start = 50 - 50 * visibleShare;
      library.dispatchAction({ type: 'dataZoom', start, end: 100 - start });
    },
    dispose: () => library.dispose(),
  };
};
