import type { Worker } from 'node:worker_threads';
import { afterAll } from 'vitest';
import { createLanguageClient } from '../../../src/kqlThread/languageClient.ts';
import { createRunClient } from '../../../src/kqlThread/runClient.ts';
import { startLanguageThread } from '../../../src/kqlThread/startLanguageThread.ts';
import { startRunThread } from '../../../src/kqlThread/startRunThread.ts';
import { type DocumentQuery, queryAt } from '../../../src/shell/kql/queryAt.ts';
import { editors } from './fakeKql.ts';

/**
 * The real threads behind their real clients, for all tests of a file: starting them takes a second. `threads` are those
 * that run queries, the last one being the one that lives.
 */
export function startThreads() {
  const threads: Worker[] = [];
  const languageThreads: Worker[] = [];
  /** Told when a result went with its thread. */
  const listeners = new Set<(id: number) => void>();
  const client = createLanguageClient({
    startThread() {
      const thread = startLanguageThread();
      languageThreads.push(thread);
      return thread;
    },
  });
  const runs = createRunClient({
    startThread() {
      const thread = startRunThread();
      threads.push(thread);
      return thread;
    },
    onResultGone: (id) => listeners.forEach((listener) => void listener(id)),
  });
  afterAll(() => Promise.all([client.close(), runs.close()]));
  return { client, runs, threads, languageThreads, listeners };
}

/** The query at the cursor of a document that is opened, see `editors.open`. */
export function queryIn(marked: string, path = '/hunt.kql'): DocumentQuery {
  editors.open(path, marked);
  const query = queryAt(editors.active as never);
  if (query === undefined) throw new Error('there is no query');
  return query;
}

/** It never ends by itself, and looks whether it is to be stopped. */
export const ENDLESS = 'range x from 1 to 1000000000000000 step 1 | count';
