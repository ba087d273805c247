import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import { createLog } from '../../../src/shell/log.ts';
import { UserSentence } from '../../../src/shell/userSentence.ts';
import { openWebviewPanel, serveWebview, showPanel, webviewOptions } from '../../../src/shell/webview/webviewPanel.ts';
import { NOON_MS } from '../examples.ts';
import { FakePanel } from '../fakePanel.ts';
import { user } from '../fakeUser.ts';
import { Uri } from '../fakeValues.ts';

type TryCalls = { try: { params: { readonly word: string }; result: string } };
type TryEvents = { said: string };

const extensionUri = Uri.file('/extension') as never;
let run: (word: string) => string | Promise<string>;
beforeEach(() => {
  user.reset();
  run = (word) => `${word}!`;
});

const options = () => ({
  ...{ view: 'tryIt', title: 'Try <it>', extensionUri, log: createLog(), nowMs: () => NOON_MS },
  handlers: {
    try: {
      parse: (params: unknown) => params as { readonly word: string },
      run: ({ word }: { readonly word: string }) => run(word),
    },
  },
});
/** A view that is shown somewhere, and what runs in its page. */
function serve() {
  const panel = new FakePanel('tryIt', 'Try it');
  const server = serveWebview<TryCalls, TryEvents>(panel.webview as never, options());
  return { panel, server, view: panel.connect<TryCalls, TryEvents>() };
}

describe('a webview', () => {
  test('has its calls answered, and hears what happens', async () => {
    const { server, view } = serve();
    const said: string[] = [];
    view.on('said', (word) => said.push(word));
    server.emit('said', 'hello');
    expect(said).toEqual(['hello']);
    expect(await view.call('try', { word: 'a' })).toEqual({ ok: true, value: 'a!' });
  });

  test.each<[Error, string, number]>([
    [new Failure('connectionRefused', { where: 'https://a.example' }), 'a.example does not accept connections.', 1],
    [new UserSentence('Choose other data.'), 'Choose other data.', 1],
    [new DOMException('left', 'AbortError'), 'Cancelled.', 0],
    [new TypeError('secret-of-ann'), 'TypeError', 1],
  ])('is told what went wrong in a sentence, without what a library says: %s', async (error, sentence, lines) => {
    run = () => Promise.reject(error);
    const { panel, view } = serve();
    const outcome = await view.call('try', { word: 'a' });
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(sentence) });
    expect(user.log).toHaveLength(lines);
    expect(JSON.stringify([user.log, panel.posted])).not.toContain('secret-of-ann');
  });

  test('is a page that runs its own script only', () => {
    const pages = [serve(), serve()].map(({ panel }) => panel.webview.html);
    expect(pages[0]).toContain('src="file:///extension/dist/webview/tryIt.js"');
    expect(pages[0]).toContain('<title>Try &lt;it&gt;</title>');
    const nonces = pages.map((page) => /script-src 'nonce-([\w-]{22})'/.exec(page.replaceAll('&#39;', "'"))?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain(undefined);
    expect(webviewOptions(extensionUri)).toMatchObject({
      enableScripts: true,
      localResourceRoots: [{ path: '/extension/dist/webview' }],
    });
  });
});

describe('a panel', () => {
  test('is served as any webview', async () => {
    const { panel, server } = openWebviewPanel<TryCalls, TryEvents>(options());
    expect(user.panel()).toBe(panel);
    expect(panel).toMatchObject({ viewType: 'confluenceAudit.tryIt', title: 'Try <it>' });
    expect(panel.iconPath).toMatchObject({ dark: { path: '/extension/media/panelDark.svg' } });
    const view = user.panel().connect<TryCalls, TryEvents>();
    expect(await view.call('try', { word: 'a' })).toMatchObject({ ok: true });
    server.emit('said', 'hello');
    expect(user.panel().posted.join()).toContain('hello');
    panel.dispose();
  });

  test('of a name is open at most once', () => {
    const open = (name: string) => showPanel(name, () => openWebviewPanel<TryCalls, TryEvents>(options()).panel);
    open('one');
    open('one');
    open('two');
    expect(user.panels.map(({ reveals }) => reveals)).toEqual([1, 0]);
    for (const panel of user.panels) panel.dispose();
    open('one');
    expect(user.panels).toHaveLength(3);
    user.panel().dispose();
  });
});
