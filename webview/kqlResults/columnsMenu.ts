import * as l10n from '@vscode/l10n';
import type { ResultColumn } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import type { MenuGroup } from '../ui/menu.ts';
import { type ColumnLayout, initialLayout, moveBefore, setHidden, showAll } from './columnLayout.ts';

export interface ColumnsMenuOptions {
  readonly columns: readonly ResultColumn[];
  readonly layout: ColumnLayout;
  readonly onChange: (layout: ColumnLayout) => void;
}

/** Which columns are shown, and in which order. */
export function columnsMenu({ columns, layout, onChange }: ColumnsMenuOptions): readonly MenuGroup[] {
  const move = (column: number, step: -1 | 1): void => {
    const at = layout.order.indexOf(column) + step;
    if (at < 0 || at >= layout.order.length) return;
    onChange(moveBefore(layout, column, step < 0 ? layout.order[at] : layout.order[at + 1]));
  };
  return [
    {
      label: l10n.t('Columns; Alt with an arrow key moves one'),
      items: layout.order.map((column) => ({
        label: visibleText(columns[column]?.name ?? ''),
        isChecked: !layout.hidden.has(column),
        run: () => onChange(setHidden(layout, column, !layout.hidden.has(column))),
        onMove: (step) => move(column, step),
      })),
    },
    {
      items: [
        { label: l10n.t('Show all columns'), run: () => onChange(showAll(layout)) },
        {
          label: l10n.t('Restore order'),
          run: () => onChange({ ...layout, order: initialLayout(columns).order }),
        },
      ],
    },
  ];
}
