import { parentPort } from 'node:worker_threads';
import { createHeldData } from '../core/kql/data/heldData.ts';
import { DataError } from '../core/kql/data/loadedData.ts';
import { QueryError } from '../core/kql/engine/functionTable.ts';
import { createServer, type Handler, type Handlers } from '../protocol/rpc.ts';
import { createHeldResult, ResultGone } from './heldResult.ts';
import { nodeFiles } from './nodeFiles.ts';
import { answerOf, createRunner, DataMissing } from './performRun.ts';
import type { RunCalls } from './runCalls.ts';

/** The thread that queries run in: it holds the data, and the last result. */
function serve(port: NonNullable<typeof parentPort>): void {
  const data = createHeldData({ files: nodeFiles });
  const result = createHeldResult();
  const runner = createRunner({ data, result, nowMs: () => performance.now() });
  const handlers: Handlers<RunCalls> = {
    load: handler((request) => runner.load(request.data)),
    run: handler((request) => answerOf(() => runner.run(request))),
    adopt: handler((request) => answerOf(() => runner.adopt(request))),
    schemas: handler((request) => answerOf(() => runner.schemas(request))),
    queryWithData: handler((request) => runner.queryWithData(request)),
    view: handler(result.calls.view),
    rows: handler(result.calls.rows),
    detail: handler(result.calls.detail),
    figures: handler(result.calls.figures),
    copy: handler(result.calls.copy),
    piece: handler(result.calls.piece),
    chart: handler(result.calls.chart),
    whereStep: handler(result.calls.whereStep),
    forget: handler(result.calls.forget),
  };
  const server = createServer<RunCalls, Record<never, never>>({
    handlers,
    post: (message) => port.postMessage(message),
    describe: sentenceOf,
  });
  port.on('message', (message: unknown) => void server.receive(message));
}

function handler<P, R>(run: (params: P) => R | Promise<R>): Handler<P, R> {
  // The host is our own code, built from the same interface.
  return { parse: (params) => params as P, run };
}

/** Errors whose message is the user's sentence. */
const SENTENCES = [DataError, QueryError, ResultGone, DataMissing];

function sentenceOf(error: unknown): string {
  if (SENTENCES.some((kind) => error instanceof kind)) return (error as Error).message;
  return `Something unexpected happened in the thread that runs queries: ${String(error)}`;
}

if (parentPort === null) throw new Error('This is the code of a thread.');
serve(parentPort);
