import * as l10n from '@vscode/l10n';
import type { PreviewLoaded } from '../../src/protocol/recordPreview.ts';
import { utcTime } from '../grid/cellText.ts';
import { formatCount } from '../ui/formatCount.ts';

/** What was read, in one line. */
export function loadedText(loaded: PreviewLoaded): string {
  const count = formatCount(loaded.count);
  return [
    loaded.count === 1 ? l10n.t('1 record') : l10n.t('{0} records', count),
    rangeText(loaded),
    ...(loaded.complete ? [] : [l10n.t('newest {0} shown, more exist', count)]),
    ...(loaded.unreadable === 0 ? [] : [l10n.t('{0} could not be understood', formatCount(loaded.unreadable))]),
  ].join(' · ');
}

/** Why there is nothing to be seen, though nothing failed. */
export function nothingText(search: string, loaded: PreviewLoaded): string {
  return search === ''
    ? l10n.t('No audit records from {0}.', rangeText(loaded))
    : l10n.t('No record of this range contains “{0}”.', search);
}

function rangeText({ fromMs, toMs }: Pick<PreviewLoaded, 'fromMs' | 'toMs'>): string {
  return l10n.t('{0} to {1} (UTC)', formatTime(fromMs), formatTime(toMs));
}

/** To the second: the range is a person's, its milliseconds mean nothing. */
function formatTime(epochMs: number): string {
  return utcTime(new Date(epochMs).toISOString()).replace(/\.\d+$/, '');
}
