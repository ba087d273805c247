import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type WebviewPage, webviewHtml } from '../../src/shell/webview/webviewHtml.ts';
import { fakeOrganizationHost } from './fakeOrganizationHost.ts';
import { launchViews, type ViewBrowser } from './viewBrowser.ts';

const PAGE: WebviewPage = {
  language: 'en',
  title: 'A "title" <b>',
  cspSource: "'self' https://*.vscode-cdn.net",
  nonce: 'n0nce',
  scriptUri: 'https://file.vscode-cdn.net/view.js?a=1&b=2',
  styleUri: 'https://file.vscode-cdn.net/theme.css',
  l10nBundle: undefined,
};

test('the policy allows the extension’s own files and nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(webviewHtml(PAGE))?.[1];
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'nonce-n0nce'",
    "style-src 'self' https://*.vscode-cdn.net 'nonce-n0nce'",
    "font-src 'self' https://*.vscode-cdn.net",
    "img-src 'self' https://*.vscode-cdn.net data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('what is put into the page is escaped', () => {
  const html = webviewHtml(PAGE);
  expect(html).toContain('<title>A &quot;title&quot; &lt;b&gt;</title>');
  expect(html).toContain('src="https://file.vscode-cdn.net/view.js?a=1&amp;b=2"');
});

let views: ViewBrowser;
const TRAP = '</script><script>document.title = "owned"</script><!--<script>';
beforeAll(async () => {
  views = await launchViews({ Save: 'Sichern', 'Add Confluence organization': TRAP });
});
afterEach(() => views.closePages());
afterAll(() => views.close());

test('the view speaks the language of its bundle, which cannot break out of its place', async () => {
  const { page } = await views.open({ view: 'organizationForm', handlers: fakeOrganizationHost().handlers });
  await page.getByRole('button', { name: 'Sichern' }).waitFor();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(TRAP);
  expect(await page.title()).toBe('organizationForm');
  // What is not translated stays English.
  await page.getByRole('button', { name: 'Test connection' }).waitFor();
});
