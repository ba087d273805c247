import type { ResultColumn } from '../../src/protocol/kqlResults.ts';
import { MIN_WIDTH_PX } from './columnLayout.ts';
import { resultCell } from './resultCell.ts';

/** The width that a column wants for its title and for the texts of some of its rows, in pixels. */
export type WidthOf = (column: ResultColumn, texts: readonly (string | null)[]) => number;

/** Measures text in the fonts of the grid, without putting anything into the page. */
export function widthMeasure(): WidthOf {
  const measure = textMeasure();
  return ({ name, type }, texts) => {
    const title = measure(name, 600) + measure(type, 400) * HINT_SCALE + TITLE_EXTRA_PX;
    // A few long ones among many do not count. Measuring takes time, counting letters does not.
    const shown = texts.map((text) => resultCell(text) ?? 'null').sort((a, b) => a.length - b.length);
    const content = measure(shown[Math.ceil(shown.length * 0.95) - 1] ?? '', 400) * LETTER_SPREAD + PADDING_PX;
    return Math.ceil(Math.max(MIN_WIDTH_PX, title, Math.min(content, MAX_CONTENT_PX)));
  };
}

const PADDING_PX = 22;
/** Padding, the gap before the type, and the arrow of a sorted column. */
const TITLE_EXTRA_PX = PADDING_PX + 6 + 18;
const HINT_SCALE = 0.85;
/** Texts of as many letters are of different widths. */
const LETTER_SPREAD = 1.08;
const MAX_CONTENT_PX = 360;

function textMeasure(): (text: string, weight: number) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 8;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  const fonts = new Map<number, string>();
  return (text, weight) => {
    const font = fonts.get(weight) ?? `${weight} ${fontSize} ${fontFamily}`;
    fonts.set(weight, font);
    context.font = font;
    return context.measureText(text).width;
  };
}
