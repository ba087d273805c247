import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { DataDescription } from '../../core/kql/data/dataDescription.ts';
import type { Place, QueryPlan } from '../../core/kql/plan.ts';
import type { FoundSchema } from '../../core/kql/planner/insertedSchemas.ts';
import type { DataSummary } from '../../core/kql/schema/dataSummary.ts';
import { unlessAborted } from '../../core/network/unlessAborted.ts';
import type { LanguageFeatures } from '../../kqlThread/languageCalls.ts';
import type { LanguageClient } from '../../kqlThread/languageClient.ts';
import type { RunClient } from '../../kqlThread/runClient.ts';
import { textOf } from './language/askDocument.ts';
import { type DocumentQuery, isKql } from './queryAt.ts';
import { stoppedWith } from './stoppedWith.ts';

export type PlannedRun =
  | { readonly kind: 'plan'; readonly plan: QueryPlan }
  | { readonly kind: 'stopped' }
  /** `place` is in the query's text. */
  | { readonly kind: 'failed'; readonly message: string; readonly place: Place | undefined };

export interface PlanRunOptions {
  readonly client: Pick<LanguageClient, 'ask' | 'setData' | 'forget'>;
  readonly runs: Pick<RunClient, 'schemas'>;
  readonly query: DocumentQuery;
  readonly data: DataDescription;
  /** Of that data. */
  readonly summary: DataSummary;
  readonly signal: AbortSignal;
}

/**
 * Makes a query a plan; where a plugin's columns are known only from the data, what is below it is run for them. Throws the
 * signal's reason when it is aborted while the language service is asked.
 */
export async function planRun(options: PlanRunOptions): Promise<PlannedRun> {
  const { runs, query, data, signal } = options;
  const schemas: FoundSchema[] = [];
  for (;;) {
    const answer = await unlessAborted(askPlan(options, { text: query.text, schemas }), signal);
    // Somebody is typing on, or has closed the document; what was asked for is run all the same.
    if (answer.kind === 'outdated') continue;
    if (answer.kind === 'stuck') return failed(vscode.l10n.t('This query takes the language service too long.'));
    if (answer.kind === 'failed') return failed(answer.message);
    const planned = answer.value;
    if (planned.ok === true) return { kind: 'plan', plan: planned.plan };
    if (planned.ok === false) return failed(...firstProblem(planned.problems));
    const found = await stoppedWith(runs.schemas({ data, plan: planned.plan }), signal);
    if (found.kind === 'stopped') return { kind: 'stopped' };
    if (found.kind === 'failed') return failed(found.message);
    schemas.push({ at: planned.at, columns: found.columns });
  }
}

type PlanParams = LanguageFeatures['plan']['params'];

async function askPlan({ client, query: { document }, summary }: PlanRunOptions, params: PlanParams) {
  if (!document.isClosed && isKql(document)) return client.ask('plan', textOf(document), params);
  // Nobody would tell the language service that a closed document is not needed any more.
  const uri = `kql-run:${randomUUID()}`;
  client.setData(uri, summary);
  try {
    return await client.ask('plan', { uri, version: 1, text: '' }, params);
  } finally {
    client.forget(uri);
  }
}

function failed(message: string, place?: Place): PlannedRun {
  return { kind: 'failed', message, place };
}

function firstProblem(problems: readonly { readonly message: string; readonly place: Place }[]): [string, Place?] {
  const [first, ...more] = problems;
  if (first === undefined) return [vscode.l10n.t('This query cannot be run.')];
  return [[first.message, ...moreText(more.length)].join(' '), first.place];
}

function moreText(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? vscode.l10n.t('(1 more problem in the query)')
      : vscode.l10n.t('({0} more problems in the query)', count),
  ];
}
