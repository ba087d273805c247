import type { ChartData } from '../../src/protocol/kqlResults.ts';

/** A chart in the page. It takes its colours from the theme whenever it is drawn. */
export interface DrawnChart {
  draw(chart: ChartData): void;
  /** The theme changed. */
  redraw(): void;
  resize(): void;
  /** Shows what is at this place of the x axis, by its number; undefined shows nothing. */
  point(index: number | undefined): void;
  /** Shows less (beyond 1) or more of the x axis; 1 shows all of it. */
  zoom(factor: number): void;
  dispose(): void;
}

/** How values are written. */
export interface ChartWords {
  readonly x: (chart: ChartData, value: number | string) => string;
  readonly y: (value: number | null) => string;
}

export type MakeChart = (container: HTMLElement, words: ChartWords) => DrawnChart;

/** Told to the window once the script of the charts has run; its detail is a MakeChart. */
export const CHARTS_READY = 'kqlChartsReady';
