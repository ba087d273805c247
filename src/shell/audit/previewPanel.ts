import * as vscode from 'vscode';
import * as z from 'zod';
import { AUDIT_TABLE_NAME, auditTable } from '../../core/audit/auditTable.ts';
import type { Organization } from '../../core/organization/organization.ts';
import type {
  PreviewColumn,
  PreviewQuery,
  RecordPreviewCalls,
  RecordPreviewEvents,
} from '../../protocol/recordPreview.ts';
import { siteText } from '../organization/organizationTree.ts';
import type { Parts } from '../parts.ts';
import { waitingSentence } from '../waitingSentence.ts';
import { openWebviewPanel, showPanel } from '../webview/webviewPanel.ts';
import { createPreviewSession, MAX_RECORDS } from './previewSession.ts';

/** Opens the preview of an organization's live audit records; an organization's preview is open at most once. */
export function openPreview(parts: Parts, organization: Organization): void {
  showPanel(`recordPreview ${organization.id}`, () => createPreview(parts, organization));
}

function createPreview(parts: Parts, organization: Organization): vscode.WebviewPanel {
  const { id, displayName } = organization;
  const session = createPreviewSession({
    organization,
    withSource: parts.connections.withSource,
    nowMs: parts.nowMs,
    onRead: (preview) => parts.previews.keep(id, preview),
    onProgress: (read) => server.emit('progress', { read }),
    onWait: (waiting) =>
      server.emit('waiting', {
        sentence: waiting ? waitingSentence({ waiting, untilMs: parts.nowMs() + waiting.delayMs }) : '',
      }),
  });
  const nothing = { parse: () => undefined };
  const { panel, server } = openWebviewPanel<RecordPreviewCalls, RecordPreviewEvents>({
    ...parts,
    view: 'recordPreview',
    title: titleOf(organization),
    handlers: {
      ready: {
        ...nothing,
        run: () => ({
          organization: displayName,
          site: siteText(organization),
          columns: PREVIEW_COLUMNS,
          query: session.last()?.query ?? DEFAULT_QUERY,
          maxRecords: MAX_RECORDS,
          loaded: session.last()?.loaded,
        }),
      },
      load: { parse: (params) => QUERY.parse(params), run: (query) => session.load(query) },
      cancel: {
        ...nothing,
        run() {
          session.cancel();
          return undefined;
        },
      },
      rows: {
        parse: (params) => ROWS.parse(params),
        run: ({ offset, count }) => ({
          offset,
          rows: session.rows(offset, count).map((row) => PREVIEW_COLUMNS.map(({ name }) => cellText(row[name]))),
        }),
      },
      record: {
        parse: (params) => RECORD.parse(params),
        run({ index }) {
          const { record, row } = session.record(index);
          const mapped = auditTable.map(({ name, type }) => ({ name, type, value: JSON.stringify(row[name]) }));
          return { raw: JSON.stringify(record, null, 2), mapped };
        },
      },
      copyRecord: {
        parse: (params) => COPY.parse(params),
        async run({ index, form }) {
          const { record, row } = session.record(index);
          await vscode.env.clipboard.writeText(JSON.stringify(form === 'raw' ? record : row, null, 2));
          return undefined;
        },
      },
    },
  });
  // A preview shows the site that it was opened for; of another one it would show the wrong records.
  const following = parts.organizations.onDidChange(() => {
    const now = parts.organizations.get(id);
    if (now?.site !== organization.site) panel.dispose();
    else panel.title = titleOf(now);
  });
  panel.onDidDispose(() => {
    session.cancel();
    following.dispose();
  });
  return panel;
}

function titleOf({ displayName }: Organization): string {
  return vscode.l10n.t('{0}: Audit Records', displayName);
}

const DEFAULT_QUERY: PreviewQuery = { range: 'last7Days', fromMs: undefined, toMs: undefined, search: '' };

/** What an analyst reads first; the rest stands beside the raw record. */
const PREVIEW_COLUMNS: readonly PreviewColumn[] = [
  'TimeGenerated',
  'Summary',
  'AuthorDisplayName',
  'AffectedObjectName',
  'Category',
  'RemoteAddress',
  'AffectedObjectObjectType',
].map((name) => {
  const column = auditTable.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`${AUDIT_TABLE_NAME} has no column ${name}`);
  return { name, type: column.type };
});

function cellText(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}

const QUERY = z
  .object({
    range: z.enum(['lastHour', 'last24Hours', 'last7Days', 'last30Days', 'lastYear', 'custom']),
    fromMs: z.number().optional(),
    toMs: z.number().optional(),
    search: z.string(),
  })
  .transform(({ range, fromMs, toMs, search }): PreviewQuery => ({ range, fromMs, toMs, search }));
const INDEX = z.number().int().nonnegative();
const ROWS = z.object({ offset: INDEX, count: INDEX.max(1000) });
const RECORD = z.object({ index: INDEX });
const COPY = z.object({ index: INDEX, form: z.enum(['raw', 'mapped']) });
