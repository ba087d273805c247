import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { PreviewQuery, RecordPreviewCalls, RecordPreviewEvents } from '../../../src/protocol/recordPreview.ts';
import { openPreview } from '../../../src/shell/audit/previewPanel.ts';
import { ACME, DAY_MS, GLOBEX, NOON_MS } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const WEEK: PreviewQuery = { range: 'last7Days', fromMs: undefined, toMs: undefined, search: '' };
let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  await shell.addOrganization(ACME);
  const author = { displayName: 'Ann' };
  shell.connections.site(ACME.site).records.push({ summary: 'Login', creationDate: NOON_MS - DAY_MS, author });
});

function open() {
  openPreview(shell.parts, ACME);
  const panel = user.panel();
  return { panel, view: panel.connect<RecordPreviewCalls, RecordPreviewEvents>() };
}

describe('the preview', () => {
  test('loads, shows and copies records', async () => {
    const { view } = open();
    const read: number[] = [];
    view.on('progress', (event) => read.push(event.read));
    const ready = await view.call('ready');
    expect(ready).toMatchObject({
      value: { organization: 'Acme', site: 'acme.atlassian.net', query: { range: 'last7Days' } },
    });
    expect(ready).not.toMatchObject({ value: { loaded: expect.anything() } });
    const columns = ready.ok ? ready.value.columns.map(({ name }) => name) : [];
    const loaded = await view.call('load', WEEK);
    expect(loaded).toMatchObject({ ok: true, value: { count: 1, complete: true } });
    expect(read).toEqual([1, 1]);
    const rows = await view.call('rows', { offset: 0, count: 10 });
    const cells = rows.ok ? rows.value.rows[0] : [];
    expect(Object.fromEntries(columns.map((name, index) => [name, cells?.[index]]))).toMatchObject({
      TimeGenerated: '2026-10-06T12:00:00.000Z',
      Summary: 'Login',
      AuthorDisplayName: 'Ann',
      Category: '',
    });
    const record = await view.call('record', { index: 0 });
    const { raw, mapped } = record.ok ? record.value : { raw: '{}', mapped: [] };
    expect(JSON.parse(raw)).toEqual(shell.connections.site(ACME.site).records[0]);
    expect(mapped).toContainEqual({ name: 'Summary', type: 'string', value: '"Login"' });
    await view.call('copyRecord', { index: 0, form: 'raw' });
    expect(user.clipboard).toBe(raw);
    await view.call('copyRecord', { index: 0, form: 'mapped' });
    expect(JSON.parse(user.clipboard)).toMatchObject({ Summary: 'Login', SiteUrl: ACME.site });
    expect(await view.call('ready')).toMatchObject({ value: { loaded: { count: 1 } } });
  });

  test('refuses what no view sends', async () => {
    const { view } = open();
    await view.call('load', WEEK);
    for (const call of [
      view.call('load', { ...WEEK, range: 'ever' } as unknown as PreviewQuery),
      view.call('rows', { offset: -1, count: 1 }),
      view.call('rows', { offset: 0, count: 1_000_000 }),
      view.call('record', { index: 1 }),
      view.call('record', { index: 0.5 }),
      view.call('copyRecord', { index: 0, form: 'html' as 'raw' }),
    ]) {
      expect(await call).toEqual({ ok: false, message: expect.stringMatching(/^Something unexpected happened/) });
    }
    expect(user.clipboard).toBe('');
    expect(user.log).toHaveLength(6);
  });

  test('says while the site asks for patience, and when it goes on', async () => {
    const site = shell.connections.site(ACME.site);
    const { promise, resolve } = Promise.withResolvers<void>();
    site.answers = promise;
    const { view } = open();
    const sentences: string[] = [];
    view.on('waiting', ({ sentence }) => sentences.push(sentence));
    const load = view.call('load', WEEK);
    await until(() => site.tellWaiting !== undefined);
    const failure = new Failure('siteRateLimited', { where: ACME.site, status: 429 });
    site.tellWaiting?.({ failure, delayMs: 5000 });
    site.tellWaiting?.(undefined);
    expect(sentences).toEqual([expect.stringMatching(/^acme\.atlassian\.net asks to wait\. Going on at /), '']);
    resolve();
    await load;
  });

  test('says after what time a site that wants a pause may be asked again', async () => {
    const failure = new Failure('siteRateLimited', { where: ACME.site, status: 429, retryAfterMs: 600_000 });
    shell.connections.site(ACME.site).failure = failure;
    const { view } = open();
    const message = expect.stringMatching(/Try again after \d{1,2}:10\s[AP]M\.$/);
    expect(await view.call('load', WEEK)).toEqual({ ok: false, message });
  });

  test('is open once for each organization, follows its name, and closes with its site', async () => {
    await shell.addOrganization(GLOBEX);
    const { panel } = open();
    openPreview(shell.parts, ACME);
    openPreview(shell.parts, GLOBEX);
    expect([user.panels.length, panel.reveals, panel.title]).toEqual([2, 1, 'Acme: Audit Records']);
    await shell.parts.organizations.update(ACME.id, (current) => ({ ...current, displayName: 'Renamed' }));
    expect(panel.title).toBe('Renamed: Audit Records');
    await shell.parts.organizations.update(ACME.id, (current) => ({ ...current, site: 'https://b.atlassian.net' }));
    expect(panel.disposed).toBe(true);
    await shell.parts.organizations.remove(GLOBEX.id);
    expect(user.panels.map(({ disposed }) => disposed)).toEqual([true, true]);
  });

  test('stops reading when it closes, or when it is told to', async () => {
    const site = shell.connections.site(ACME.site);
    site.answers = new Promise(() => undefined);
    const { panel, view } = open();
    const load = view.call('load', WEEK);
    await until(() => site.openReads === 1);
    await view.call('cancel');
    expect(await load).toMatchObject({ value: { superseded: true } });
    void view.call('load', WEEK);
    await until(() => site.openReads === 1);
    panel.dispose();
    await until(() => site.openReads === 0);
    expect(user.log).toEqual([]);
  });
});
