import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { FinishedStep } from '../../../src/protocol/diagnosis.ts';
import { diagnosisMarkdown, withMaskedName } from '../../../src/shell/organization/diagnosisMarkdown.ts';
import { NOON_MS } from '../examples.ts';
import { SEEN } from './diagnosisExamples.ts';

const steps = [
  { id: 'tls', title: 'Certificate' },
  { id: 'auditRead', title: 'Audit log' },
  { id: 'clock', title: 'Clock' },
];
const finished = (step: Partial<FinishedStep>): FinishedStep => ({
  id: 'tls',
  title: 'Certificate',
  verdict: 'ok',
  seen: '',
  meaning: '',
  repair: undefined,
  ...step,
});
const report = (results: readonly FinishedStep[], one: { userName?: string; organization?: string } = {}) =>
  diagnosisMarkdown({
    organization: 'Acme',
    site: 'https://acme.atlassian.net',
    userName: 'ann.lee@acme.example',
    startedAtMs: NOON_MS,
    state: { steps, finished: results, running: false },
    ...one,
  });

describe('a diagnosis as Markdown', () => {
  test('has every step in its order, finished or not', () => {
    const text = report([
      finished({ id: 'auditRead', verdict: 'failed', seen: 'acme, status 403', meaning: 'Ask for it.' }),
      finished({ seen: 'Issued by A.' }),
    ]);
    expect(text).toBe(`# Diagnostics of Acme

- Site: https\\://acme.atlassian.net
- User: a…e@acme.example
- Begun: 2026-10-07T12:00:00.000Z
- Time zone of other times: ${Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll('_', '\\_')}

1. **Certificate**: all right. Issued by A.
2. **Audit log**: failed. acme, status 403. Ask for it.
3. **Clock**: not finished.
`);
  });

  test('has no user where there is none', () => {
    expect(report([], { userName: '' })).not.toContain('User');
  });

  test.each([
    ['ann.lee@acme.example', 'a…e@acme.example'],
    ['Signed in as ann.lee@acme.example.', 'Signed in as a…e@acme.example.'],
    ['al@acme.example', '…@acme.example'],
    ['root@localhost', 'r…t@localhost'],
    ['<bob@b.example>, (eve@e.example)', '\\<b…b@b.example\\>, (e…e@e.example)'],
  ])('masks %s, wherever it is', (seen, masked) => {
    expect(report([finished({ seen })])).toContain(masked);
    expect(report([], { organization: seen })).toContain(`# Diagnostics of ${masked}`);
  });

  test.each([
    ['Ann Lee', 'A…e'],
    ['Al', '…'],
    ['😀nn Lee😀', '😀…😀'],
    ['Ann ann@acme.example', 'A…e'],
    // The text masks it.
    ['ann@acme.example', 'ann@acme.example'],
    ['', ''],
  ])('masks the name of who signed in: %s', (name, masked) => {
    const seen = { ...SEEN.account, name };
    const result = { step: 'authentication', verdict: 'ok', seen } as const;
    expect(withMaskedName(result)).toEqual({ ...result, seen: { ...seen, name: masked } });
  });

  test('takes a text of any length in no more than its length', () => {
    const long = 'x'.repeat(200_000);
    expect(report([finished({ seen: long })])).toContain(`${long}.`);
    expect(report([finished({ seen: `${long} ann@acme.example` })])).toContain('x a…n@acme.example');
  }, 5000);

  test.each([
    ['[here](https://evil.example)', '\\[here\\](https\\://evil.example)'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['a\n# b', 'a \\# b'],
    ['`x` *y* _z_ |', '\\`x\\` \\*y\\* \\_z\\_ \\|'],
    ['&lt;b&gt; \\<', '\\&lt;b\\&gt; \\\\\\<'],
  ])('shows %j as it is, never as markup', (seen, escaped) => {
    expect(report([finished({ seen })])).toContain(`**Certificate**: all right. ${escaped}.\n`);
  });
});
