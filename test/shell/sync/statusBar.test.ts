import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { createStatusBar } from '../../../src/shell/sync/statusBar.ts';
import { ACME, DAY_MS, FOLDER, GLOBEX, NOON_MS } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

const backgroundSync = { enabled: true, intervalMinutes: 5 };
let shell: Shell;
let bar: { dispose(): void };
beforeEach(async () => {
  shell = await startShell();
  bar = createStatusBar(shell.parts);
});

const item = () => {
  const { visible, text, backgroundColor, accessibilityInformation } = user.statusBar[0] ?? {};
  return { visible, text, colour: backgroundColor?.id, read: accessibilityInformation?.label };
};
const shown = (text: string, colour?: string) => ({
  visible: true,
  text,
  colour,
  read: text.replace(/^\$\([^)]+\) /, ''),
});

describe('the status bar item', () => {
  test('is hidden while nothing is synced in the background', async () => {
    expect(item().visible).toBe(false);
    await shell.addOrganization(ACME);
    expect(item().visible).toBe(false);
    expect(user.statusBar).toHaveLength(1);
  });

  test('is there during any sync, and leads to the menu', async () => {
    await shell.addOrganization(ACME);
    const { promise, resolve } = Promise.withResolvers<void>();
    shell.connections.site(ACME.site).answers = promise;
    const run = shell.sync();
    await until(() => item().visible);
    expect(item()).toEqual(shown('$(sync~spin) Confluence: syncing'));
    expect(user.statusBar[0]).toMatchObject({
      command: 'confluenceAudit.showStatusMenu',
      name: 'Confluence audit sync',
    });
    resolve();
    await run;
    expect(item().visible).toBe(false);
  });

  test('tells how the organizations with background sync stand, what is worst first', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync });
    await shell.addOrganization({ ...GLOBEX, backgroundSync });
    expect(item()).toEqual(shown('$(clock) Confluence: not synced yet'));
    await shell.sync();
    expect(item()).toEqual(shown('$(clock) Confluence: not synced yet'));
    await shell.sync(GLOBEX.id);
    expect(item()).toEqual(shown('$(check) Confluence: synced'));

    const globex = shell.connections.site(GLOBEX.site);
    globex.failure = new Failure('siteWrongCredentials', { where: GLOBEX.site });
    await shell.sync(GLOBEX.id);
    expect(item()).toEqual(shown('$(warning) Confluence: 1 failed', 'statusBarItem.warningBackground'));
    expect(user.statusBar[0]?.tooltip?.value).toMatch(/^Acme: Synced[\s\S]*Globex: Failed.*does not accept/);

    globex.failure = undefined;
    globex.answers = new Promise(() => undefined);
    const run = shell.sync(GLOBEX.id);
    await until(() => item().text?.includes('syncing') && globex.openReads > 0);
    shell.parts.sync.stop(GLOBEX.id, 'cancel');
    await run;
    expect(item()).toEqual(shown('$(clock) Confluence: not synced yet'));
    await shell.parts.destinations.remove(FOLDER.id);
    expect(item()).toEqual(shown('$(clock) Confluence: not synced yet'));
    bar.dispose();
    expect(item().visible).toBe(false);
  });

  test.each([
    ['2026-12-31', ''],
    ['2026-10-09', '  \nAPI token: expires in 2 days'],
    ['2026-10-01', '  \nAPI token: has expired'],
  ])('warns of a token that ends: %s', async (tokenExpiresOn, warning) => {
    await shell.addOrganization({ ...ACME, backgroundSync, tokenExpiresOn });
    await shell.addOrganization({ ...GLOBEX, backgroundSync });
    const [acme, globex] = user.statusBar[0]?.tooltip?.value.split('\n\n') ?? [];
    expect(acme).toBe(`Acme: Not synced yet. Nothing was synced yet.${warning}`);
    expect(globex).toMatch(/^Globex: Not synced yet/);
  });

  test('says until when it waits, when nothing else goes on', async () => {
    await shell.addOrganization(ACME);
    await shell.addOrganization(GLOBEX);
    const [acme, globex] = [ACME, GLOBEX].map(({ site }) => shell.connections.site(site));
    for (const site of [acme, globex]) if (site) site.answers = new Promise(() => undefined);
    void shell.sync();
    await until(() => acme?.tellWaiting !== undefined);
    const failure = new Failure('siteRateLimited', { where: ACME.site, status: 429 });
    acme?.tellWaiting?.({ failure, delayMs: 90_000 });
    expect(item().text).toMatch(/^\$\(clock\) Confluence: waiting until \d{1,2}:01:30\s[AP]M$/);
    void shell.sync(GLOBEX.id);
    await until(() => globex?.tellWaiting !== undefined);
    expect(item()).toEqual(shown('$(sync~spin) Confluence: syncing'));
    globex?.tellWaiting?.({ failure, delayMs: 30_000 });
    expect(item().text).toMatch(/waiting until \d{1,2}:00:30/);
    acme?.tellWaiting?.(undefined);
    expect(item()).toEqual(shown('$(sync~spin) Confluence: syncing'));
  });

  test('tells that background sync has stopped', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync });
    await shell.addOrganization({ ...GLOBEX, backgroundSync });
    shell.parts.sync.tell(ACME.id, { stopped: true });
    const [acme, globex] = user.statusBar[0]?.tooltip?.value.split('\n\n') ?? [];
    expect(acme).toMatch(/ {2}\nBackground sync: stopped until repaired$/);
    expect(globex).not.toContain('stopped');
  });

  test('says how far a job is, when nothing else goes on', async () => {
    await shell.addOrganization(ACME);
    const acme = shell.connections.site(ACME.site);
    acme.records.push({ summary: 'Old', creationDate: NOON_MS - 39 * DAY_MS });
    shell.parts.sync.onDidChange(() => {
      const delivered = shell.parts.sync.viewOf(ACME).running?.progress.tally.delivered;
      if (delivered === 1) acme.answers = new Promise(() => undefined);
    });
    const window = { fromMs: NOON_MS - 40 * DAY_MS, toMs: NOON_MS - DAY_MS };
    void shell.parts.sync.run(ACME.id, { kind: 'newJob', job: 'backfill', window }, 'given');
    await until(() => /2\d/.test(item().text ?? ''));
    expect(item().text).toMatch(/^\$\(sync~spin\) Confluence: Backfilling, 2[45] %$/);
  });

  test('says that another window is at it, that somebody is asked, and that there is no network', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync });
    const { sync } = shell.parts;
    sync.tell(ACME.id, { awaitsApproval: { found: undefined } });
    expect(item()).toEqual(shown('$(question) Confluence: waits for your agreement'));
    sync.tell(ACME.id, { awaitsApproval: undefined, offline: true, nextSyncMs: NOON_MS + 300_000 });
    expect(item()).toEqual(shown('$(debug-disconnect) Confluence: offline'));
    expect(user.statusBar[0]?.tooltip?.value).toMatch(
      /offline\. Nothing is lost; the next try is at \d+:05\s[AP]M\.\n\n$/,
    );
    sync.tell(ACME.id, { offline: false });
    await shell.keepState();
    shell.connections.site(ACME.site).answers = new Promise(() => undefined);
    void shell.openWindow('project').sync.run(ACME.id, { kind: 'sync' }, 'missing');
    await until(() => shell.connections.site(ACME.site).openReads > 0);
    await sync.refresh(ACME);
    expect(item()).toEqual(shown('$(multiple-windows) Confluence: synced by another window'));
    expect(user.statusBar[0]?.tooltip?.value).toContain('by another window: project');
  });

  test('tells how far the slowest is behind, and in its text only when that is late', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync });
    await shell.addOrganization({ ...GLOBEX, backgroundSync });
    await shell.sync();
    shell.clock.nowMs += 10 * 60_000;
    await shell.sync(GLOBEX.id);
    expect(item()).toEqual(shown('$(check) Confluence: synced'));
    expect(user.statusBar[0]?.tooltip?.value).toContain('Behind by 10 min');
    shell.clock.nowMs += 10 * 60_000;
    shell.parts.sync.tell(ACME.id, { nextSyncMs: shell.clock.nowMs + 60_000 });
    expect(item().text).toMatch(/^\$\(check\) Confluence: synced, 20 min behind, next sync at \d+:21\s[AP]M$/);
  });

  test('shows a hostile name as text', async () => {
    await shell.addOrganization({ ...ACME, backgroundSync, displayName: '[x](command:evil) $(trash)' });
    expect(user.statusBar[0]?.tooltip).toMatchObject({ isTrusted: false, supportHtml: false });
    expect(user.statusBar[0]?.tooltip?.value).toContain('\\[x\\]\\(command:evil\\)&nbsp;$\\(trash\\)');
    expect(item().text).toBe('$(clock) Confluence: not synced yet');
  });
});
