import * as l10n from '@vscode/l10n';
import type { PreviewColumn } from '../../src/protocol/recordPreview.ts';
import type { GridColumn } from '../grid/gridColumn.ts';

/** The columns of the grid: wide enough for their title, and for what their type usually holds. */
export function gridColumns(columns: readonly PreviewColumn[]): readonly GridColumn[] {
  const widthOf = boldTextMeasure();
  return columns.map(({ name, type }) => {
    const title = type === 'datetime' ? l10n.t('{0} (UTC)', name) : name;
    return { title, widthPx: Math.max(CONTENT_PX[type], Math.ceil(widthOf(title)) + PADDING_PX) };
  });
}

const PADDING_PX = 24;
const CONTENT_PX: Readonly<Record<PreviewColumn['type'], number>> = {
  string: 190,
  datetime: 190,
  boolean: 70,
  long: 130,
  dynamic: 260,
};

/** Measures text in the font of the header, without putting anything into the page. */
function boldTextMeasure(): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 8;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  context.font = `600 ${fontSize} ${fontFamily}`;
  return (text) => context.measureText(text).width;
}
