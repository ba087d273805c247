import * as vscode from 'vscode';
import { parseAuditRecord } from '../../core/audit/auditRecord.ts';
import { toRowText } from '../../core/audit/auditTable.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { QuarantineEntry } from '../../core/sync/quarantineFile.ts';
import { countText } from '../localText.ts';
import type { Parts } from '../parts.ts';

/** What the batches of each kind of destination hold: core/sentinel/azureSink.ts, folderSink.ts. */
export const REQUEST_LIMIT_BYTES: Readonly<Record<Destination['kind'], number>> = {
  azure: 900_000,
  folder: 1024 * 1024,
};

/** Documents that show a record in quarantine. They are made when they are opened, and are never on the disk. */
const QUARANTINE_SCHEME = 'confluence-audit-quarantine';

/** Address of the document of a record in quarantine. It ends with what its tab is called. */
export function quarantineUri(
  { id, displayName }: Pick<Organization, 'id' | 'displayName'>,
  recordId: string,
): vscode.Uri {
  const name = vscode.l10n.t('{0} – quarantined record {1}', displayName, recordId.slice(0, 8));
  const file = `${name.replace(/[^\p{L}\p{N} .–-]+/gu, '-')}.json`;
  const path = [id, recordId, file].map(encodeURIComponent).join('/');
  return vscode.Uri.parse(`${QUARANTINE_SCHEME}:/${path}`);
}

/** The record that a document shows, as the commands on rows take it; undefined for what is no such document's address. */
export function quarantinedAt(uri: unknown): { organization: { id: string }; quarantined: string } | undefined {
  if (!(uri instanceof vscode.Uri) || uri.scheme !== QUARANTINE_SCHEME) return undefined;
  const { organizationId, recordId } = addressed(uri);
  return { organization: { id: organizationId }, quarantined: recordId };
}

/**
 * Serves the documents, also those that a window shows again after it was reloaded. What leaves the quarantine while it
 * is open says so: an editor that closes by itself would take along what somebody reads.
 */
export function serveQuarantine({
  organizations,
  destinations,
  sync,
}: Pick<Parts, 'organizations' | 'destinations' | 'sync'>): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** By address: what was known of the quarantine when the document was read last. */
  const shown = new Map<string, { readonly uri: vscode.Uri; readonly as: string }>();
  const organizationOf = (uri: vscode.Uri): Organization | undefined =>
    organizations.get(addressed(uri).organizationId);
  const known = (uri: vscode.Uri): string => {
    const organization = organizationOf(uri);
    const view = organization && sync.viewOf(organization);
    return [organization?.destinationId, view?.quarantined, view?.state?.quarantinedTotal].join(' ');
  };
  const follow = (): void => {
    for (const [address, { uri, as }] of shown) {
      const now = known(uri);
      if (now === as) continue;
      shown.set(address, { uri, as: now });
      changed.fire(uri);
    }
  };
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const organization = organizationOf(uri);
      shown.set(String(uri), { uri, as: known(uri) });
      const entry = organization && (await sync.quarantine(organization).get(addressed(uri).recordId));
      // As JSON too, so that no editor takes it for a mistake.
      if (organization === undefined || entry === undefined)
        return inertJson(vscode.l10n.t('This record is no longer in quarantine.'));
      const { id, reason, atMs, timeMs, raw } = entry;
      return inertJson({
        organization: organization.displayName,
        reason,
        ...sizeMember(entry, organization, destinations.get(organization.destinationId ?? '')),
        ...{ time: isoText(timeMs), inQuarantineSince: isoText(atMs), id, record: raw },
      });
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(QUARANTINE_SCHEME, provider),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(String(uri))),
    organizations.onDidChange(follow),
    sync.onDidChange(follow),
  );
}

function addressed({ path }: vscode.Uri): { readonly organizationId: string; readonly recordId: string } {
  const [, organizationId = '', recordId = ''] = /^\/([^/]+)\/(.*)\/[^/]*\.json$/.exec(path) ?? [];
  return { organizationId, recordId };
}

/** How much too large it is; nothing where that is not the reason. */
function sizeMember(
  { id, reason, atMs, raw }: QuarantineEntry,
  { site }: Organization,
  destination: Destination | undefined,
): { readonly size?: string } {
  const parsed = parseAuditRecord(raw);
  if (!/too large/.test(reason) || !parsed.ok) return {};
  const row = toRowText(parsed.record, { site, key: id, receivedAtMs: atMs });
  const bytes = countText(Buffer.byteLength(row.json));
  // What a destination refuses, it refuses by a limit of its own.
  const limit = reason === 'too large for one request' && destination && REQUEST_LIMIT_BYTES[destination.kind];
  if (!limit) return { size: vscode.l10n.t('{0} bytes as a row', bytes) };
  return { size: vscode.l10n.t('{0} bytes as a row, where one request takes {1} at most', bytes, countText(limit)) };
}

/** As JSON, with everything escaped that an editor would not show, or would let the text around it look different. */
function inertJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** What a site calls a time may lie beyond every calendar. */
function isoText(atMs: number | undefined): string | null {
  const at = new Date(atMs ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
