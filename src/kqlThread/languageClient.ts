import type { Worker } from 'node:worker_threads';
import type { DataSummary } from '../core/kql/schema/dataSummary.ts';
import type { DocumentVersion, FeatureAnswer, FeatureName, LanguageFeatures } from './languageCalls.ts';
import { createLanguageWorker, type LanguageWorker } from './languageWorker.ts';

/** A document as it is now. */
export interface DocumentText extends DocumentVersion {
  readonly text: string;
}

export type ClientAnswer<N extends FeatureName> =
  | FeatureAnswer<N>
  /** This version of the document takes the service too long, or breaks it: it is not asked about it again. */
  | { readonly kind: 'stuck' }
  /** A sentence for the log: there is no language service, or it failed. */
  | { readonly kind: 'failed'; readonly message: string };

/** The language service, in a thread that is started when a document is asked about, and ended when none is open. */
export interface LanguageClient {
  /** Never rejects. */
  ask<N extends FeatureName>(
    name: N,
    document: DocumentText,
    params: LanguageFeatures[N]['params'],
  ): Promise<ClientAnswer<N>>;
  /** What is known of the data that a document's queries run on. */
  setData(uri: string, summary: DataSummary | undefined): void;
  /** The document is open no more. */
  forget(uri: string): void;
  /** Ends the thread for good. */
  close(): Promise<void>;
}

export interface LanguageClientOptions {
  readonly startThread: () => Worker;
  /** How long one task may take. */
  readonly hangMs?: number;
  /** How long loading the service may take. */
  readonly startMs?: number;
  /** How long a thread without documents is kept. */
  readonly idleMs?: number;
}

export function createLanguageClient(options: LanguageClientOptions): LanguageClient {
  const { startThread, hangMs = HANG_MS, startMs = START_MS, idleMs = IDLE_MS } = options;
  const summaries = new Map<string, DataSummary>();
  /** Documents that were asked about, with the version that the service got stuck in, if any. */
  const open = new Map<string, number | undefined>();
  let worker: LanguageWorker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  const living = (): LanguageWorker => {
    if (worker !== undefined) return worker;
    const started = createLanguageWorker(startThread(), {
      ...{ hangMs, startMs, summaryOf: (uri: string) => summaries.get(uri) },
      onEnd(working) {
        if (worker === started) worker = undefined;
        if (working !== undefined && open.has(working.uri)) open.set(working.uri, working.version);
      },
    });
    worker = started;
    return started;
  };
  const end = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  return {
    async ask(name, document, params) {
      const { uri, version } = document;
      clearTimeout(idle);
      if (!open.has(uri)) open.set(uri, undefined);
      let message = 'The language service was ended.';
      // Another document may have ended the thread; then this one is asked about again.
      for (let attempt = 0; attempt < ATTEMPTS && !isClosed; attempt++) {
        if (open.get(uri) === version) return { kind: 'stuck' };
        if (!open.has(uri)) return { kind: 'outdated' };
        try {
          const answer = await living().ask(name, document, params);
          if (answer.kind !== 'ended') return answer;
          message = answer.message;
        } catch (error) {
          message = `The language service cannot be started: ${String(error)}`;
        }
      }
      return open.get(uri) === version ? { kind: 'stuck' } : { kind: 'failed', message };
    },
    setData(uri, summary) {
      if (summary === undefined) summaries.delete(uri);
      else summaries.set(uri, summary);
      worker?.dataChanged(uri);
    },
    forget(uri) {
      open.delete(uri);
      summaries.delete(uri);
      worker?.forget(uri);
      if (open.size > 0) return;
      clearTimeout(idle);
      idle = setTimeout(() => void end(), idleMs).unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await end();
    },
  };
}

const ATTEMPTS = 3;
/** The service takes some 50 ms for a query of thirty lines, and does not hear when it is told to stop. */
const HANG_MS = 10_000;
/** Half a second where nothing else goes on. */
const START_MS = 30_000;
/** Starting again takes half a second; one that waits holds memory. */
const IDLE_MS = 60_000;
