import * as vscode from 'vscode';
import type { Place } from '../../core/kql/plan.ts';
import { unlessAborted } from '../../core/network/unlessAborted.ts';
import type { LanguageClient } from '../../kqlThread/languageClient.ts';
import type { RunClient } from '../../kqlThread/runClient.ts';
import type { ResultQuery, ResultState } from '../../protocol/kqlResults.ts';
import { errorSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import type { DataMemory } from './dataMemory.ts';
import { dataText, describeData } from './describeData.ts';
import type { KqlLanguage } from './language/kqlLanguage.ts';
import { planRun } from './planRun.ts';
import type { DocumentQuery } from './queryAt.ts';
import { stoppedWith } from './stoppedWith.ts';

/** Runs one query at a time, and knows what the results panel shows. */
export interface QueryRuns extends vscode.Disposable {
  readonly onDidChange: vscode.Event<ResultState>;
  state(): ResultState;
  /** The query that the state is about. */
  query(): ShownQuery | undefined;
  /** Ends the one that runs. */
  run(query: DocumentQuery): Promise<void>;
  /** The same for whatever else gives a result; `perform` is told when it is to stop. */
  perform(shown: ShownQuery, perform: (signal: AbortSignal) => Promise<Performed>): Promise<void>;
  stop(): void;
  /** The thread that held the result is gone. */
  resultGone(id: number): void;
  /** Nobody looks at the result any more. */
  forgetResult(): void;
}

export interface ShownQuery {
  readonly query: DocumentQuery;
  readonly shown: ResultQuery;
  /** Where in the query's text it fails. */
  readonly place?: Place | undefined;
}

export type Performed =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string; readonly place?: Place | undefined }
  | { readonly kind: 'result'; readonly result: Omit<Extract<ResultState, { kind: 'result' }>['result'], 'query'> };

export interface QueryRunsOptions {
  readonly parts: Omit<Parts, 'kql'>;
  readonly client: LanguageClient;
  readonly runs: RunClient;
  readonly data: DataMemory;
  /** Says what the queries of a document run on, for its completions. */
  readonly setData: KqlLanguage['setData'];
}

/** What the panel shows, and about which query. */
interface Shown {
  readonly state: ResultState;
  readonly about: ShownQuery | undefined;
}

export function createQueryRuns(options: QueryRunsOptions): QueryRuns {
  const { parts, runs, data } = options;
  const changed = new vscode.EventEmitter<ResultState>();
  let shown = NOTHING;
  /** What is shown while nothing runs: how the last run ended. Its result is the one that the run thread holds. */
  let settled = NOTHING;
  let running: AbortController | undefined;

  const show = (next: Shown): void => {
    shown = next;
    const isRunning = next.state.kind === 'running';
    void vscode.commands.executeCommand('setContext', 'confluenceAudit.hasRunningQuery', isRunning);
    changed.fire(next.state);
  };
  const settle = (next: Shown): void => {
    const former = settled;
    settled = next;
    // What cannot be seen any more is not held any longer.
    if (former.state.kind === 'result' && next.state.kind !== 'result') {
      void runs.ask('forget', { id: former.state.result.id });
    }
    if (running === undefined) show(next);
  };
  const perform: QueryRuns['perform'] = async (about, work) => {
    running?.abort();
    const own = new AbortController();
    running = own;
    show({ state: { kind: 'running', query: about.shown }, about });
    const ended = await work(own.signal).catch((error: unknown): Performed => {
      if (!own.signal.aborted) parts.log.error(error, 'query');
      return { kind: 'failed', message: errorSentence(error, parts.nowMs()) };
    });
    // Of what somebody has stopped, nobody wants to know how it fails.
    const performed: Performed = own.signal.aborted && ended.kind === 'failed' ? { kind: 'stopped' } : ended;
    if (running === own) running = undefined;
    // Another one was begun meanwhile. A result counts all the same: it has taken the place of the one before.
    else if (performed.kind !== 'result') return;
    settle(performed.kind === 'stopped' ? settled : shownAfter(performed, about));
  };
  return {
    onDidChange: changed.event,
    state: () => shown.state,
    query: () => shown.about,
    perform,
    run(query) {
      const choice = data.choiceOf(query.document.uri);
      const about: ResultQuery = {
        ...{ text: query.text, file: query.file, data: dataText(parts, choice), target: 'local' },
      };
      return perform({ query, shown: about }, (signal) => runLocally(options, query, signal));
    },
    stop: () => running?.abort(),
    resultGone(id) {
      const { state, about } = settled;
      if (state.kind !== 'result' || state.result.id !== id) return;
      const message = vscode.l10n.t('This result is not in memory any more. Run the query again.');
      settle({ state: { kind: 'failed', query: state.result.query, message, canShow: false }, about });
    },
    forgetResult() {
      if (settled.state.kind === 'result') settle(NOTHING);
    },
    dispose() {
      running?.abort();
      changed.dispose();
    },
  };
}

const NOTHING: Shown = { state: { kind: 'nothing' }, about: undefined };

function shownAfter(performed: Exclude<Performed, { kind: 'stopped' }>, about: ShownQuery): Shown {
  const { shown: query } = about;
  if (performed.kind === 'result') return { state: { kind: 'result', result: { ...performed.result, query } }, about };
  const { message, place } = performed;
  return { state: { kind: 'failed', query, message, canShow: place !== undefined }, about: { ...about, place } };
}

async function runLocally(
  { parts, client, runs, data: choices, setData }: QueryRunsOptions,
  query: DocumentQuery,
  signal: AbortSignal,
): Promise<Performed> {
  const { document } = query;
  const data = await unlessAborted(describeData(parts, choices.choiceOf(document.uri), signal), signal);
  if (data === undefined) return { kind: 'stopped' };
  // What is being loaded goes on being loaded when somebody stops: it is needed again.
  const loaded = await unlessAborted(runs.load(data), signal);
  if (!loaded.ok) return { kind: 'failed', message: loaded.message };
  const { summary } = loaded.value;
  if (!document.isClosed) setData(document.uri, summary);
  const planned = await planRun({ client, runs, query, data, summary, signal });
  if (planned.kind !== 'plan') return planned;
  const answer = await stoppedWith(runs.run({ data, plan: planned.plan }), signal);
  return answer.kind === 'result' ? { kind: 'result', result: answer } : answer;
}
