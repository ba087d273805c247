import type { DataSummary } from '../../src/core/kql/schema/dataSummary.ts';
import type { FeatureName, LanguageFeatures } from '../../src/kqlThread/languageCalls.ts';
import { createLanguageClient, type LanguageClient } from '../../src/kqlThread/languageClient.ts';
import { startLanguageThread } from '../../src/kqlThread/startLanguageThread.ts';
import { table } from './table.ts';

/** The language service as the editor uses it: in its thread, each time on a text that has just been changed. */
export async function benchLanguage(): Promise<string> {
  const client = createLanguageClient({ startThread: startLanguageThread });
  client.setData(URI, SUMMARY);
  const typed = new TypedQuery(client);
  try {
    const started = performance.now();
    await typed.ask('diagnostics', () => ({}));
    const firstMs = performance.now() - started;
    const measured: (readonly [string, string])[] = [];
    for (const [name, params] of FEATURES) measured.push([name, await typed.measure(name, params)]);
    return table([
      ['query', `${QUERY.split('\n').length} lines, ${QUERY.length} characters; another text for each call`],
      ['first diagnostics after the start of the thread', `${firstMs.toFixed(0)} ms`],
      ...measured,
    ]);
  } finally {
    await client.close();
  }
}

const RUNS = 60;
const WARM_UP = 15;
const URI = 'file:///bench.kql';

const QUERY = `// Who changed permissions from an address that is new for them?
let LookBack = 14d;
let Recent = 1d;
let Known = ConfluenceAuditLogs_CL
    | where TimeGenerated between (ago(LookBack) .. ago(Recent))
    | summarize by AuthorAccountId, SrcIpAddr;
let Admins = ConfluenceAuditLogs_CL
    | where SysAdmin == true or SuperAdmin == true
    | distinct AuthorAccountId;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(Recent)
| where Category in ("Permissions", "Users and groups", "Spaces")
| where Summary has_any ("granted", "added", "removed")
| where isnotempty(SrcIpAddr) and not(ipv4_is_private(SrcIpAddr))
| join kind=leftanti Known on AuthorAccountId, SrcIpAddr
| extend IsAdmin = AuthorAccountId in (Admins)
| mv-expand Change = ChangedValues
| extend
    ChangeName = tostring(Change.name),
    OldValue = tostring(Change.oldValue),
    NewValue = tostring(Change.newValue)
| where OldValue != NewValue
| summarize
    Changes = count(),
    Names = make_set(ChangeName, 20),
    Objects = make_set(AffectedObjectName, 20),
    FirstSeen = min(TimeGenerated),
    LastSeen = max(TimeGenerated)
    by AuthorAccountId, AuthorDisplayName, SrcIpAddr, IsAdmin, bin(TimeGenerated, 1h)
| extend Duration = LastSeen - FirstSeen, Score = iff(IsAdmin, Changes * 2, Changes)
| sort by Score desc, LastSeen desc`;

const SUMMARY: DataSummary = {
  tables: [
    {
      name: 'ConfluenceAuditLogs_CL',
      columns: [
        { name: 'Category', type: 'string', values: Array.from({ length: 100 }, (_, index) => `Category ${index}`) },
        {
          ...{ name: 'ChangedValues', type: 'dynamic', values: [] },
          shape: {
            kind: 'array',
            element: {
              kind: 'bag',
              properties: ['name', 'oldValue', 'newValue'].map((name) => ({ name, shape: { kind: 'unknown' } })),
            },
          },
        },
      ],
    },
  ],
};

type AtText<N extends FeatureName> = (text: string, run: number) => LanguageFeatures[N]['params'];

/** Places that people type at: behind a space, an operator, a dot and an opening parenthesis. */
const PLACES = [
  '| where Category ',
  '| where isnotempty(',
  'tostring(Change.',
  '| summarize\n    ',
  '| where OldValue != ',
  '\n| ',
];

function placeIn(text: string, run: number): { readonly position: number } {
  const place = PLACES[run % PLACES.length] ?? '';
  return { position: text.indexOf(place) + place.length };
}

const FEATURES: readonly (readonly [FeatureName, AtText<FeatureName>])[] = [
  ['completions', placeIn],
  ['diagnostics', () => ({})],
  ['semanticTokens', () => ({})],
  ['hover', placeIn],
  ['signatureHelp', placeIn],
  ['codeActions', (text, run) => ({ selection: { start: placeIn(text, run).position, length: 0 } })],
  ['format', () => ({ style: { indentationSize: 4, useTabs: false }, part: undefined })],
  ['plan', (text) => ({ text, schemas: [] })],
];

class TypedQuery {
  readonly #client: LanguageClient;
  #version = 0;

  constructor(client: LanguageClient) {
    this.#client = client;
  }

  /** Types a letter, and asks. */
  async ask(name: FeatureName, params: AtText<FeatureName>): Promise<void> {
    this.#version += 1;
    const version = this.#version;
    const text = QUERY.replace('Score desc', `Score${version} desc`).replace('Score =', `Score${version} =`);
    const answer = await this.#client.ask(name, { uri: URI, version, text }, params(text, version));
    if (answer.kind !== 'answer') throw new Error(`${name}: ${JSON.stringify(answer)}`);
  }

  async measure(name: FeatureName, params: AtText<FeatureName>): Promise<string> {
    const times: number[] = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const start = performance.now();
      await this.ask(name, params);
      if (run >= WARM_UP) times.push(performance.now() - start);
    }
    times.sort((one, other) => one - other);
    const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(0);
    return `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
  }
}
