import path from 'node:path';
import * as vscode from 'vscode';
import type { DataDescription } from '../../core/kql/data/dataDescription.ts';
import { SAMPLE_SEED, SAMPLE_SITE } from '../../core/organization/organization.ts';
import type { KeptPreview } from '../audit/previewMemory.ts';
import type { Parts } from '../parts.ts';
import { UserSentence } from '../userSentence.ts';
import type { DataChoice } from './dataChoice.ts';
import { readLatest } from './readLatest.ts';

/** What a choice is called, for lenses, headers and pickers. */
export function dataText(
  { organizations, destinations }: Pick<Parts, 'organizations' | 'destinations'>,
  choice: DataChoice,
) {
  switch (choice.kind) {
    case 'sample':
      return vscode.l10n.t('Sample organization');
    case 'preview':
      return organizations.get(choice.organizationId)?.displayName ?? vscode.l10n.t('a removed organization');
    case 'folder':
      return destinations.get(choice.destinationId)?.displayName ?? vscode.l10n.t('a removed destination');
    case 'file':
      return path.basename(choice.file);
  }
}

/**
 * The data behind a choice, for the thread that loads it. Throws a sentence when what was chosen is gone. Undefined when
 * reading it was cancelled, or stopped by the signal.
 */
export async function describeData(
  parts: Omit<Parts, 'kql'>,
  choice: DataChoice,
  signal: AbortSignal,
): Promise<DataDescription | undefined> {
  switch (choice.kind) {
    case 'sample':
      return sampleData(parts.nowMs());
    case 'preview':
      return previewData(parts, choice.organizationId, signal);
    case 'folder': {
      const destination = parts.destinations.get(choice.destinationId);
      if (destination?.kind !== 'folder') throw dataGone();
      return { kind: 'folder', folder: destination.folder, site: undefined };
    }
    case 'file':
      return { kind: 'file', file: choice.file, receivedAtMs: parts.nowMs() };
  }
}

/** Whether it can be described without asking a site. */
export function isAtHand(parts: Pick<Parts, 'organizations' | 'previews'>, choice: DataChoice): boolean {
  return choice.kind !== 'preview' || previewAtHand(parts, choice.organizationId) !== undefined;
}

/** What was last read of an organization, unless that was of another site than it has now. */
export function previewAtHand(
  { organizations, previews }: Pick<Parts, 'organizations' | 'previews'>,
  organizationId: string,
): KeptPreview | undefined {
  const latest = previews.latest(organizationId);
  return latest !== undefined && latest.site === organizations.get(organizationId)?.site ? latest : undefined;
}

function dataGone(): UserSentence {
  return new UserSentence(vscode.l10n.t('What this query was to run on is not there any more. Choose other data.'));
}

/** A sample of every hour is loaded once, and not again with every run. */
function sampleData(nowMs: number): DataDescription {
  const hour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  return { kind: 'sample', site: SAMPLE_SITE, seed: SAMPLE_SEED, days: SAMPLE_DAYS, nowMs: hour };
}

const HOUR_MS = 3_600_000;
/** As far as most queries look back; about 14,500 records. */
const SAMPLE_DAYS = 90;

async function previewData(
  parts: Omit<Parts, 'kql'>,
  organizationId: string,
  signal: AbortSignal,
): Promise<DataDescription | undefined> {
  const organization = parts.organizations.get(organizationId);
  if (organization === undefined) throw dataGone();
  const preview = previewAtHand(parts, organizationId) ?? (await readLatest(parts, organization, signal));
  if (preview === undefined) return undefined;
  const { id, site, records, readAtMs } = preview;
  return { kind: 'records', id, site, records, receivedAtMs: readAtMs };
}
