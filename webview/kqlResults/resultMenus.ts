import * as l10n from '@vscode/l10n';
import type { CopyFormat } from '../../src/protocol/kqlResults.ts';
import type { MenuGroup, MenuItem } from '../ui/menu.ts';
import { EXPORT_NAMES, type ExportFormat, formatName } from './resultText.ts';

const COPY_FORMATS = ['text', 'csv', 'json', 'markdown', 'datatable', 'in'] as const satisfies readonly CopyFormat[];
const EXPORT_FORMATS = ['csv', 'json', 'ndjson', 'markdown'] as const satisfies readonly ExportFormat[];

/** Of the keys here, only those for copying are other ones on a Mac. */
const COPY_KEYS = navigator.platform.startsWith('Mac') ? '⌘C' : 'Ctrl+C';

export interface CellActions {
  readonly copy: (format: CopyFormat) => void;
  readonly filterQuery: (exclude: boolean) => void;
  /** Undefined for a cell whose text cannot be filtered by: null and the empty one. */
  readonly filterByValue: (() => void) | undefined;
  readonly showRow: () => void;
  /** Undefined for the last column that is shown. */
  readonly hideColumn: (() => void) | undefined;
}

export function cellMenu(actions: CellActions): readonly MenuGroup[] {
  return [
    {
      items: [
        item(l10n.t('Copy'), () => actions.copy('text'), COPY_KEYS),
        item(l10n.t('Include in query'), () => actions.filterQuery(false)),
        item(l10n.t('Exclude from query'), () => actions.filterQuery(true)),
        item(l10n.t('Filter by this value'), actions.filterByValue),
        item(l10n.t('Show row'), actions.showRow, 'Enter'),
        item(l10n.t('Hide column'), actions.hideColumn),
      ],
    },
    copyGroup(
      l10n.t('Copy selection as'),
      COPY_FORMATS.filter((format) => format !== 'text'),
      actions.copy,
    ),
  ];
}

export interface ColumnMenuActions {
  readonly sort: (direction: 'ascending' | 'descending' | undefined) => void;
  readonly filter: () => void;
  readonly fitWidth: () => void;
  readonly select: () => void;
  readonly hide: (() => void) | undefined;
  readonly moveLeft: (() => void) | undefined;
  readonly moveRight: (() => void) | undefined;
}

export function columnMenu(actions: ColumnMenuActions): readonly MenuGroup[] {
  return [
    {
      items: [
        item(l10n.t('Sort ascending'), () => actions.sort('ascending')),
        item(l10n.t('Sort descending'), () => actions.sort('descending')),
        item(l10n.t('Do not sort'), () => actions.sort(undefined)),
        item(l10n.t('Filter…'), actions.filter, '/'),
      ],
    },
    {
      items: [
        item(l10n.t('Select column'), actions.select, 'Ctrl+Space'),
        item(l10n.t('Fit width'), actions.fitWidth),
        item(l10n.t('Move left'), actions.moveLeft, 'Ctrl+Shift+Left'),
        item(l10n.t('Move right'), actions.moveRight, 'Ctrl+Shift+Right'),
        item(l10n.t('Hide column'), actions.hide),
      ],
    },
  ];
}

export interface CopyActions {
  readonly copySelection: (format: CopyFormat) => void;
  readonly copyAll: (format: CopyFormat) => void;
  /** Undefined where the data is not here. */
  readonly copyQueryWithData: (() => void) | undefined;
}

export function copyMenu({ copySelection, copyAll, copyQueryWithData }: CopyActions): readonly MenuGroup[] {
  return [
    copyGroup(l10n.t('Selection'), COPY_FORMATS, copySelection),
    copyGroup(l10n.t('All rows'), COPY_FORMATS, copyAll),
    ...(copyQueryWithData === undefined
      ? []
      : [{ label: l10n.t('Query'), items: [item(l10n.t('Copy as query with data'), copyQueryWithData)] }]),
  ];
}

export function exportMenu(run: (format: ExportFormat) => void): readonly MenuGroup[] {
  return [{ items: EXPORT_FORMATS.map((format) => item(l10n.t('{0}…', EXPORT_NAMES[format]), () => run(format))) }];
}

function copyGroup(label: string, formats: readonly CopyFormat[], copy: (format: CopyFormat) => void): MenuGroup {
  return { label, items: formats.map((format) => item(formatName(format), () => copy(format))) };
}

/** An item without an action is there, and disabled. */
function item(label: string, run: (() => void) | undefined, keys?: string): MenuItem {
  return {
    label,
    run: run ?? (() => undefined),
    isDisabled: run === undefined,
    ...(keys === undefined ? {} : { keys }),
  };
}
