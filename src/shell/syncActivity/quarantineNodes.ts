import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { QuarantineEntry } from '../../core/sync/quarantineFile.ts';
import { countText, recordsText, timeText } from '../localText.ts';
import type { Parts } from '../parts.ts';
import { type ActivityNode, tellingNode } from './activityNode.ts';
import { oneLine } from './activityText.ts';

const MAX_ROWS = 200;

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
    label: oneLine(reason),
    description: [time, summary].filter(Boolean).join(' · '),
    lines: [
      oneLine(reason),
      ...(time === undefined ? [] : [l10n.t('Time of the record: {0}', time)]),
      l10n.t('In quarantine since {0}', timeText(atMs, nowMs)),
      ...(summary === undefined ? [] : [summary]),
    ],
    icon: 'json',
    opens: 'confluenceAudit.openQuarantined',
  };
}

function summaryOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('summary' in raw)) return undefined;
  return typeof raw.summary === 'string' && raw.summary !== '' ? oneLine(raw.summary) : undefined;
}
