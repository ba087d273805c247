import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { QuarantineEntry } from '../../core/sync/quarantineFile.ts';
import { countText, recordsText, timeText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { type ActivityNode, tellingNode } from './activityNode.ts';
import { oneLine } from './activityText.ts';
import { shortTimeText } from './shortText.ts';

const MAX_ROWS = 200;
/** The reason has to find a place beside it. */
const MAX_LABEL = 60;

/** What could not be delivered, below one row; undefined where there is nothing. */
export function quarantineNode(
  organization: Organization,
  { sync, nowMs }: Pick<Parts, 'sync' | 'nowMs'>,
): ActivityNode | undefined {
  const count = sync.viewOf(organization).quarantined;
  if (count === 0) return undefined;
  return {
    ...{ id: `${organization.id}/quarantine`, organization, label: l10n.t('Quarantine'), context: 'quarantine' },
    description: recordsText(count),
    lines: [
      l10n.t('{0} could not be delivered, and are kept here until they are sent or discarded.', recordsText(count)),
    ],
    ...{ icon: 'inbox', color: 'problemsWarningIcon.foreground' },
    async children() {
      const entries = await sync.quarantine(organization).list({ limit: MAX_ROWS });
      const rows = entries.map((entry) => recordNode(organization, entry, nowMs()));
      const more = count - entries.length;
      if (entries.length < MAX_ROWS || more <= 0) return rows;
      const id = `${organization.id}/quarantine/more`;
      return [...rows, tellingNode(organization, id, l10n.t('And {0} older ones', countText(more)))];
    },
  };
}

function recordNode(organization: Organization, entry: QuarantineEntry, nowMs: number): ActivityNode {
  const { id, reason, timeMs, atMs, raw } = entry;
  const time = timeMs === undefined ? undefined : timeText(timeMs, nowMs);
  const summary = summaryOf(raw);
  return {
    ...{ id: `${organization.id}/quarantined/${id}`, organization, quarantined: id, context: 'quarantined' },
    label: shortened(summary ?? (isRecord(raw) ? l10n.t('no summary') : l10n.t('no record'))),
    description: [oneLine(reason), ...(timeMs === undefined ? [] : [shortTimeText(timeMs, nowMs)])].join(' · '),
    lines: [
      ...(summary === undefined ? [] : [summary]),
      oneLine(reason),
      ...(time === undefined ? [] : [l10n.t('Time of the record: {0}', time)]),
      l10n.t('In quarantine since {0}', timeText(atMs, nowMs)),
    ],
    icon: 'json',
    opens: 'confluenceAudit.openQuarantined',
  };
}

function summaryOf(raw: unknown): string | undefined {
  if (!isRecord(raw) || !('summary' in raw) || typeof raw.summary !== 'string') return undefined;
  return oneLine(raw.summary) || undefined;
}

function isRecord(raw: unknown): raw is object {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function shortened(line: string): string {
  return line.length > MAX_LABEL ? `${line.slice(0, MAX_LABEL - 1)}…` : line;
}
