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

export type IconName = Verdict | 'waiting' | 'running' | 'close';

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
};
