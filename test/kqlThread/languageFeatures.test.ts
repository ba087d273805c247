import { expect, test } from 'vitest';
import { loadKusto } from '../../src/core/kql/kusto/kusto.ts';
import { engineSupports } from '../../src/kqlThread/engineSupports.ts';
import { readKustoScripts } from '../../src/kqlThread/kustoScripts.ts';
import { createLanguageFeatures } from '../../src/kqlThread/languageFeatures.ts';

const features = createLanguageFeatures(loadKusto(readKustoScripts()), engineSupports);
const URI = 'file:///a.kql';
const STYLE = { indentationSize: 4, useTabs: false };

const WHOLE = `let f = (a: long) { a + 1 };
ConfluenceAuditLogs_CL
| where Category has_any ("a", 'b') and TimeGenerated > ago(1d) // why
| mv-expand c = ChangedValues
| summarize n = count(), make_set(tostring(c.name)) by bin(TimeGenerated, 1h), x = f(1)
| render timechart with (title="x")`;

const ODD = [
  ...[
    '',
    ';',
    '|',
    '()',
    'let',
    'let x =',
    'T | | T',
    'print [',
    'print {',
    'datatable(a:long)[',
    'T | join (',
    'T | parse x with',
  ],
  ...[
    'evaluate',
    'T | scan',
    'let f=(){',
    'let f=(a:long){f(a)};f(1)',
    'let a=b;let b=a;a',
    'print "',
    "print @'",
    'print ```',
  ],
  ...[
    '\u0000',
    '"\ud800"',
    '.show tables',
    '#connect x',
    'T | extend a.',
    'print datetime(',
    'print dynamic([1,',
    '('.repeat(300),
  ],
];
const begun = Array.from({ length: Math.ceil(WHOLE.length / 11) }, (_, index) => WHOLE.slice(0, index * 11));

test.each([...ODD, ...begun])('every feature answers about %j', (text) => {
  features.setText(URI, text);
  for (const position of new Set([0, text.length >> 1, text.length])) {
    const at = { uri: URI, position };
    const { items, replaced } = features.completions(at);
    expect(items.every(({ label }) => label !== '')).toBe(true);
    expect(replaced.start <= position && position <= replaced.start + replaced.length).toBe(true);
    features.hover(at);
    features.signatureHelp(at);
    features.references(at);
    features.rename({ ...at, name: 'z' });
    features.codeActions({ uri: URI, selection: { start: position, length: 0 } });
  }
  for (const { place } of features.diagnostics({ uri: URI })) {
    expect([place.start >= 0, place.length >= 0, place.start + place.length <= text.length]).toEqual([
      true,
      true,
      true,
    ]);
  }
  features.semanticTokens({ uri: URI });
  features.format({ uri: URI, style: STYLE, part: undefined });
  features.plan({ uri: URI, text, schemas: [] });
});

test('what local runs refuse is said in the document, with its name', () => {
  features.setText(URI, 'print 1\n\nConfluenceAuditLogs_CL | evaluate basket()');
  expect(features.diagnostics({ uri: URI })).toMatchObject([
    { code: 'unsupported', name: expect.stringContaining('basket'), severity: 'warning' },
  ]);
});

test('types that a function is not supported with are told at their place', () => {
  const text = 'ConfluenceAuditLogs_CL | where ChangedValues == AssociatedObjects';
  features.setText(URI, text);
  expect(features.diagnostics({ uri: URI })).toMatchObject([
    { code: 'unsupported', name: '==', place: { start: text.indexOf('ChangedValues') } },
  ]);
});
