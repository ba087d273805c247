import { l10n } from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { Parts } from '../parts.ts';
import { askRange } from './askRange.ts';
import { withDestination } from './consent.ts';
import { countFirst } from './countFirst.ts';
import { showDryRun } from './dryRunDocument.ts';
import { holesOf } from './rangeCommands.ts';

/** Reads a range and shows what would be sent of it; sends nothing. */
export async function dryRun(parts: Parts, organization: Organization): Promise<void> {
  const sending = await withDestination(parts, organization);
  if (sending === undefined) return;
  const title = l10n.t('What of {0} shall be counted?', organization.displayName);
  const windows = await askRange({ title, nowMs: parts.nowMs(), holes: holesOf(parts, sending.organization) });
  if (windows === undefined) return;
  const counted = await countFirst(parts, sending.organization, windows);
  if (counted.end === 'counted') await showDryRun({ sending, windows, counted, nowMs: parts.nowMs() });
}
