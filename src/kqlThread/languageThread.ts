import { parentPort } from 'node:worker_threads';
import { loadKusto } from '../core/kql/kusto/kusto.ts';
import { createServer, type Handler, type Handlers } from '../protocol/rpc.ts';
import { engineSupports } from './engineSupports.ts';
import { readKustoScripts } from './kustoScripts.ts';
import type { DocumentVersion, FeatureAnswer, FeatureName, LanguageCalls, LanguageEvents } from './languageCalls.ts';
import { type AnswerFeature, createLanguageFeatures } from './languageFeatures.ts';
import { createLanguageQueue } from './languageQueue.ts';

/** The thread that holds Microsoft's language service, and the documents that are open. */
function serve(port: NonNullable<typeof parentPort>): void {
  const queue = createLanguageQueue();
  const versions = new Map<string, number>();
  let isScheduled = false;
  const features = createLanguageFeatures(loadKusto(readKustoScripts()), engineSupports);

  const work = (): void => {
    isScheduled = false;
    const task = queue.next();
    if (task === undefined) return;
    server.emit('working', { uri: task.uri, version: task.version });
    task.run();
    schedule();
  };
  // In a turn of its own each: what arrives meanwhile may be more useful, or make the rest useless.
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(work);
  };
  const feature = <N extends FeatureName>(name: N, answer: AnswerFeature<N>): Handler<Params<N>, FeatureAnswer<N>> => ({
    // The host is our own code, built from the same interface.
    parse: (params) => params as Params<N>,
    run: (params) =>
      new Promise((resolve, reject) => {
        const { uri, version } = params;
        const drop = (): void => resolve({ kind: 'outdated' });
        const run = (): void => {
          try {
            resolve({ kind: 'answer', value: answer(params) });
          } catch (error) {
            reject(error);
          }
        };
        if (versions.get(uri) !== version) return drop();
        queue.add({ name, uri, version, run, drop });
        schedule();
      }),
  });
  const handlers: Handlers<LanguageCalls> = {
    completions: feature('completions', features.completions),
    signatureHelp: feature('signatureHelp', features.signatureHelp),
    hover: feature('hover', features.hover),
    codeActions: feature('codeActions', features.codeActions),
    references: feature('references', features.references),
    renamePlace: feature('renamePlace', features.renamePlace),
    rename: feature('rename', features.rename),
    format: feature('format', features.format),
    semanticTokens: feature('semanticTokens', features.semanticTokens),
    diagnostics: feature('diagnostics', features.diagnostics),
    plan: feature('plan', features.plan),
    text: said(({ uri, version, text }) => {
      versions.set(uri, version);
      features.setText(uri, text);
      queue.dropOutdated({ uri, version });
    }),
    data: said(({ uri, summary }) => features.setData(uri, summary)),
    closed: said(({ uri }) => {
      versions.delete(uri);
      features.close(uri);
      queue.dropOutdated({ uri, version: Number.NaN });
    }),
  };
  const server = createServer<LanguageCalls, LanguageEvents>({
    handlers,
    post: (message) => port.postMessage(message),
    describe: errorPlaces,
  });
  port.on('message', (message: unknown) => void server.receive(message));
  // The first analysis takes ten times as long as the later ones, which is no sign of a text that the service hangs in.
  features.setText(WARM_UP_URI, WARM_UP);
  features.diagnostics({ uri: WARM_UP_URI });
  features.close(WARM_UP_URI);
  server.emit('ready', undefined);
}

/** What goes to the log: the message could quote the query. */
function errorPlaces(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...places.slice(0, 8)].join('\n');
}

const WARM_UP_URI = 'kql:warm-up';
const WARM_UP = 'ConfluenceAuditLogs_CL | where TimeGenerated > ago(1d) | summarize count() by bin(TimeGenerated, 1h)';

type Params<N extends FeatureName> = LanguageCalls[N]['params'] & DocumentVersion;

function said<P>(take: (params: P) => void): Handler<P, undefined> {
  return {
    parse: (params) => params as P,
    run(params) {
      take(params);
      return undefined;
    },
  };
}

if (parentPort === null) throw new Error('This is the code of a thread.');
serve(parentPort);
