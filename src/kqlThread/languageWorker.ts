import type { Worker } from 'node:worker_threads';
import type { DataSummary } from '../core/kql/schema/dataSummary.ts';
import { type CallArguments, createClient } from '../protocol/rpc.ts';
import type {
  DocumentVersion,
  FeatureAnswer,
  FeatureName,
  LanguageCalls,
  LanguageEvents,
  LanguageFeatures,
} from './languageCalls.ts';
import type { DocumentText } from './languageClient.ts';

/** One language thread, as the host sees it. */
export interface LanguageWorker {
  /** Never rejects; `ended` when the thread was gone before it answered. */
  ask<N extends FeatureName>(
    name: N,
    document: DocumentText,
    params: LanguageFeatures[N]['params'],
  ): Promise<WorkerAnswer<N>>;
  dataChanged(uri: string): void;
  forget(uri: string): void;
  terminate(): Promise<void>;
}

export type WorkerAnswer<N extends FeatureName> =
  | FeatureAnswer<N>
  | Ended
  | { readonly kind: 'failed'; readonly message: string };

export interface Ended {
  readonly kind: 'ended';
  readonly message: string;
}

export interface LanguageWorkerOptions {
  readonly hangMs: number;
  readonly startMs: number;
  readonly summaryOf: (uri: string) => DataSummary | undefined;
  /** The thread is gone; `working` is what it was at, when it did not end for another reason. */
  readonly onEnd: (working: DocumentVersion | undefined) => void;
}

/** Tells the thread of texts and data before it asks about them, and ends it when it hangs. */
export function createLanguageWorker(worker: Worker, options: LanguageWorkerOptions): LanguageWorker {
  const { hangMs, startMs, summaryOf, onEnd } = options;
  const client = createClient<LanguageCalls, LanguageEvents>((message) => worker.postMessage(message));
  const versions = new Map<string, number>();
  const waiting = new Set<(ended: Ended) => void>();
  let working: DocumentVersion | undefined;
  let message = 'The language service ended unexpectedly.';
  let ended: Ended | undefined;

  let watch = setTimeout(() => void worker.terminate(), startMs).unref();
  const rest = (): void => {
    clearTimeout(watch);
    working = undefined;
  };
  client.on('ready', rest);
  client.on('working', (at) => {
    clearTimeout(watch);
    working = at;
    watch = setTimeout(() => void worker.terminate(), hangMs).unref();
  });
  worker.on('message', (reply) => client.receive(reply));
  worker.on('error', (error) => {
    message = `The language service ended unexpectedly: ${String(error)}`;
  });
  worker.on('exit', () => {
    const at = working;
    rest();
    const end: Ended = { kind: 'ended', message };
    ended = end;
    onEnd(at);
    for (const resolve of waiting) resolve(end);
    waiting.clear();
  });

  const tell = (document: DocumentText): void => {
    const { uri, version, text } = document;
    if (versions.get(uri) === version) return;
    if (!versions.has(uri)) void client.call('data', { uri, summary: summaryOf(uri) });
    versions.set(uri, version);
    void client.call('text', { uri, version, text });
  };
  return {
    ask<N extends FeatureName>(name: N, document: DocumentText, params: LanguageFeatures[N]['params']) {
      if (ended !== undefined) return Promise.resolve(ended);
      tell(document);
      const { uri, version } = document;
      // Each feature takes its parameters and the document.
      const args = [{ ...params, uri, version }] as unknown as CallArguments<LanguageCalls[N]['params']>;
      return new Promise<WorkerAnswer<N>>((resolve) => {
        waiting.add(resolve);
        void client.call(name, ...args).then((outcome) => {
          waiting.delete(resolve);
          // A thread that answers does not hang.
          rest();
          // What a feature gives is what its call gives.
          resolve(outcome.ok ? (outcome.value as FeatureAnswer<N>) : { kind: 'failed', message: outcome.message });
        });
      });
    },
    dataChanged(uri) {
      if (ended === undefined && versions.has(uri)) void client.call('data', { uri, summary: summaryOf(uri) });
    },
    forget(uri) {
      if (ended === undefined && versions.delete(uri)) void client.call('closed', { uri });
    },
    async terminate() {
      rest();
      await worker.terminate();
    },
  };
}
