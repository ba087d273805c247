import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FAILING, HEALTHY, PLANNED } from '../fakeDiagnosis.ts';
import { BEGUN, fakeDiagnosisHost } from '../fakeDiagnosisHost.ts';
import { launchViews, type ViewBrowser } from '../viewBrowser.ts';
import { openDiagnosis, step, stepTexts, summaryText } from './diagnosisPage.ts';

let views: ViewBrowser;
beforeAll(async () => {
  views = await launchViews();
});
afterEach(() => views.closePages());
afterAll(() => views.close());

const ENDED = { ...BEGUN, finished: FAILING, running: false };

function spoken(page: Page): Promise<readonly string[]> {
  return page.getByRole('log').locator('p').allTextContents();
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

describe('the diagnosis view', () => {
  test('shows all steps from the start, and each as it finishes, in whatever order', async () => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost());
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Acme');
    await page.getByText('https://acme.atlassian.net', { exact: true }).waitFor();
    expect(await stepTexts(page)).toEqual(
      PLANNED.map(({ title }, index) => `${index === 0 ? 'Running' : 'Waiting'}: ${title}`),
    );
    expect(await summaryText(page)).toBe('Running: 0 of 9 steps done');
    for (const index of [2, 0, 5]) await emit('stepFinished', FAILING[index] ?? fail());
    expect((await stepTexts(page)).slice(0, 4)).toEqual([
      'OK: Name resolution acme.atlassian.net is 104.192.142.18 and two more.',
      'Running: Proxy',
      'OK: Encryption TLS 1.3, certificate by DigiCert Inc until 2027-03-02.',
      'Waiting: Site',
    ]);
    expect(await step(page, 'Confluence administrator').textContent()).toMatch(
      /^Error: Confluence administrator.*403 Forbidden.*may not read the audit log.*Open user management$/,
    );
    expect(await summaryText(page)).toBe('Running: 3 of 9 steps done, 1 problem');
  });

  test.each([
    ['all well', HEALTHY, 'All is well'],
    ['problems and remarks', FAILING, '1 problem, 1 remark, 2 not checked'],
    ['stopped', FAILING.slice(0, 4), 'Stopped after 4 of 9 steps'],
  ])('says in one line how it ended: %s', async (_name, finished, expected) => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost());
    for (const each of finished) await emit('stepFinished', each);
    await emit('diagnosisEnded', { message: '' });
    expect(await summaryText(page)).toBe(expected);
    expect(await spoken(page)).toContain(expected);
    // What was not done does not look as if it still went on, and what comes later changes nothing.
    await emit('stepFinished', FAILING[8] ?? fail());
    expect(await page.locator('.icon-running').count()).toBe(0);
    expect((await stepTexts(page)).filter((text) => text.startsWith('Not done: ')).length).toBe(9 - finished.length);
  });

  test('speaks of failures and of the end, not of each success', async () => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost());
    for (const each of FAILING) await emit('stepFinished', each);
    expect(await spoken(page)).toEqual([
      'Error: Confluence administrator. acme.atlassian.net answered 403 Forbidden to /wiki/rest/api/audit.',
    ]);
    await emit('diagnosisEnded', { message: 'Cancelled.' });
    expect((await spoken(page)).at(-1)).toBe('1 problem, 1 remark, 2 not checked. Cancelled.');
    expect(await page.locator('.diagnosis-remark').textContent()).toBe('Cancelled.');
  });

  test('opened in the middle or afterwards it shows what there is', async () => {
    const middle = await openDiagnosis(views, fakeDiagnosisHost({ ...BEGUN, finished: FAILING.slice(0, 2) }));
    expect(await summaryText(middle.page)).toBe('Running: 2 of 9 steps done');
    const afterwards = await openDiagnosis(views, fakeDiagnosisHost(ENDED));
    expect(await summaryText(afterwards.page)).toBe('1 problem, 1 remark, 2 not checked');
    expect(await afterwards.page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(false);
  });

  test('is used by keyboard alone: run again, copy, repair', async () => {
    const host = fakeDiagnosisHost(ENDED);
    const { page } = await openDiagnosis(views, host);
    const stops: string[] = [];
    for (let stop = 0; stop < 4; stop++) {
      await page.keyboard.press('Tab');
      stops.push((await focusedText(page)).trim());
      await page.keyboard.press('Enter');
    }
    expect(stops).toEqual([
      'Run again',
      'Copy as Markdown',
      'Create an API token: Account',
      'Open user management: Confluence administrator',
    ]);
    await expect
      .poll(() => host.called)
      .toEqual(['run', 'copyDiagnosis', 'repairStep account', 'repairStep administrator']);
  });

  test.each([200, 320])('wraps all that it says in a window of %i pixels', async (width) => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost(), { width });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    for (const each of FAILING.slice(0, 6)) await emit('stepFinished', each);
    expect(await summaryText(page)).toBe('Running: 6 of 9 steps done, 1 problem, 1 remark');
    expect(await fits()).toBe(true);
  });

  test('says that it was copied, and what went wrong with a call', async () => {
    const host = fakeDiagnosisHost(ENDED);
    const { page } = await openDiagnosis(views, host);
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.locator('.diagnosis [role=status]').getByText('Copied.').waitFor();
    host.failure = 'The browser could not be opened.';
    await page.getByRole('button', { name: 'Open user management' }).click();
    await page.locator('.diagnosis [role=status]').getByText('The browser could not be opened.').waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.locator('.buttons [role=status]').getByText('The browser could not be opened.').waitFor();
  });

  test('a diagnosis that begins anew takes the place of the last, and the focus of a button that is gone', async () => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost(ENDED));
    await page.getByRole('button', { name: 'Open user management' }).focus();
    await emit('diagnosisBegun', { steps: PLANNED.slice(0, 2) });
    expect(await stepTexts(page)).toEqual(['Running: Name resolution', 'Waiting: Proxy']);
    expect(await spoken(page)).toEqual([]);
    expect(await focusedText(page)).toBe('Steps');
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
  });

  test('cancelled by keyboard, the focus goes to the button that begins anew', async () => {
    const host = fakeDiagnosisHost();
    const { page, emit } = await openDiagnosis(views, host);
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect.poll(() => host.called).toEqual(['cancel']);
    await emit('diagnosisEnded', { message: 'The diagnosis was cancelled.' });
    expect((await focusedText(page)).trim()).toBe('Run again');
  });

  test('a button that has the focus keeps it while other steps finish', async () => {
    const { page, emit } = await openDiagnosis(views, fakeDiagnosisHost({ ...BEGUN, finished: FAILING.slice(4, 5) }));
    await page.getByRole('button', { name: 'Create an API token' }).focus();
    for (const each of FAILING.slice(0, 4)) await emit('stepFinished', each);
    expect(await focusedText(page)).toBe('Create an API token: Account');
  });

  test.each(['no-preference', 'reduce'] as const)(
    'turns its spinner unless one wants less motion: %s',
    async (motion) => {
      const { page } = await openDiagnosis(views, fakeDiagnosisHost());
      await page.emulateMedia({ reducedMotion: motion });
      const animation = await page.locator('.icon-running').evaluate((node) => getComputedStyle(node).animationName);
      expect(animation).toBe(motion === 'reduce' ? 'none' : 'turn');
    },
  );

  test('what a site calls itself is shown as text, with nothing unseen in it', async () => {
    const hostile = { ...(FAILING[4] ?? fail()), seen: '<b>Ann\u202e</b>' };
    const { page } = await openDiagnosis(views, fakeDiagnosisHost({ ...BEGUN, finished: [hostile] }));
    expect(await step(page, 'Account').locator('.step-seen').textContent()).toBe('<b>Ann\\u202e</b>');
  });
});

function fail(): never {
  throw new Error('there is no such step');
}
