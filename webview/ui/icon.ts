import type { Verdict } from '../../src/protocol/form.ts';

/** A small picture in the colour of its verdict or of the text around it. Screen readers get the words beside it instead. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  svg.setAttribute('class', `icon icon-${name}`);
  for (const [attribute, value] of Object.entries(DRAWING)) svg.setAttribute(attribute, value);
  return svg;
}

export type IconName =
  | Verdict
  | ('waiting' | 'running' | 'close' | 'run' | 'stop' | 'filter' | 'columns' | 'copy' | 'export' | 'table' | 'chart')
  | ('cloud' | 'code' | 'more' | 'check' | 'chevronRight' | 'chevronDown' | 'sortUp' | 'sortDown');

const SVG = 'http://www.w3.org/2000/svg';
const DRAWING = {
  viewBox: '0 0 16 16',
  width: '16',
  height: '16',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.2',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
  'aria-hidden': 'true',
} as const;

const CIRCLE = 'M8 1.8a6.2 6.2 0 1 1 0 12.4a6.2 6.2 0 1 1 0-12.4z';
const PATHS: Readonly<Record<IconName, string>> = {
  ok: `${CIRCLE} M5.2 8.3l2 2l3.7-4.4`,
  warning: 'M8 2l6.2 11.4H1.8z M8 6.3v3.4 M8 11.5v.2',
  failed: `${CIRCLE} M5.8 5.8l4.4 4.4 M10.2 5.8l-4.4 4.4`,
  skipped: `${CIRCLE} M5.3 8h5.4`,
  waiting: 'M8 4.8a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 1 1 0-6.4z',
  running: 'M8 1.8a6.2 6.2 0 1 1-6.2 6.2',
  close: 'M4 4l8 8 M12 4l-8 8',
  run: 'M4.5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  filter: 'M2 3h12L9.5 8.4v4.4l-3 1.2V8.4z',
  columns: 'M2 3h12v10H2z M6 3v10 M10 3v10',
  copy: 'M5.5 5.5h8v8h-8z M3.5 10.5h-1v-8h8v1',
  export: 'M8 10V2.2 M5 5l3-3l3 3 M2.5 9v4.5h11V9',
  table: 'M2 3h12v10H2z M2 6.3h12 M2 9.7h12 M6.5 3v10',
  chart: 'M2 2v12h12 M5 11.5V8 M8 11.5V4.5 M11 11.5V6.5',
  cloud: 'M4.6 12.5a2.8 2.8 0 0 1-.3-5.6a4 4 0 0 1 7.6-.5a3 3 0 0 1 .1 6.1z',
  code: 'M5.5 4.5L2 8l3.5 3.5 M10.5 4.5L14 8l-3.5 3.5',
  more: 'M3.5 8v.1 M8 8v.1 M12.5 8v.1',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  chevronRight: 'M6 4l4 4l-4 4',
  chevronDown: 'M4 6l4 4l4-4',
  sortUp: 'M8 13V3.5 M4.5 7L8 3.5L11.5 7',
  sortDown: 'M8 3v9.5 M4.5 9L8 12.5L11.5 9',
};
