import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';

/** Documents that show a record in quarantine. They are made when they are opened, and are never on the disk. */
const QUARANTINE_SCHEME = 'confluence-audit-quarantine';

/** Address of the document of a record in quarantine. */
export function quarantineUri(organizationId: string, recordId: string): vscode.Uri {
  const path = [organizationId, `${recordId}.json`].map(encodeURIComponent).join('/');
  return vscode.Uri.parse(`${QUARANTINE_SCHEME}:/${path}`);
}

/** Serves the documents, also those that a window shows again after it was reloaded. */
export function serveQuarantine({ organizations, sync }: Pick<Parts, 'organizations' | 'sync'>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(QUARANTINE_SCHEME, {
    async provideTextDocumentContent({ path }) {
      const [, organizationId = '', recordId = ''] = /^\/([^/]+)\/(.*)\.json$/.exec(path) ?? [];
      const organization = organizations.get(organizationId);
      const entry = organization && (await sync.quarantine(organization).get(recordId));
      if (entry === undefined) return vscode.l10n.t('This record is no longer in quarantine.');
      const { id, reason, atMs, timeMs, raw } = entry;
      return inertJson({ id, reason, time: isoText(timeMs), inQuarantineSince: isoText(atMs), record: raw });
    },
  });
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
