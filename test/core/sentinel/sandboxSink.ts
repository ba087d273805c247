import { type AuditRow, toRow } from '../../../src/core/audit/auditTable.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { type AzureSinkOptions, createAzureSink } from '../../../src/core/sentinel/azureSink.ts';
import type { AzureDestination } from '../../../src/core/sentinel/destination.ts';
import type { LogSink } from '../../../src/core/sentinel/logSink.ts';
import type { Batch } from '../../../src/core/sync/ports.ts';
import type { Sandbox } from '../../sandbox/startSandbox.ts';
import { batchOf } from '../sync/batchOf.ts';
import { rowTextOf } from './rowTextOf.ts';

export const never = new AbortController().signal;

export interface SinkChanges {
  readonly destination?: Partial<AzureDestination>;
  readonly network?: Partial<NetworkSettings>;
  readonly options?: Partial<AzureSinkOptions>;
}

/** Makes sinks to a sandbox, which nobody but them trusts, and closes them all. */
export function createSinkMaker(sandbox: () => Sandbox) {
  const open: LogSink[] = [];
  return {
    sinkTo({ destination, network, options }: SinkChanges = {}): LogSink {
      const { endpoint, ruleId, stream, authorityHost, audience, tenantId, app } = sandbox().azure;
      const sink = createAzureSink({
        destination: {
          ...{ id: 'd', kind: 'azure', displayName: 'Sentinel', endpoint, ruleId, streamName: stream, tenantId },
          cloud: { name: 'custom', authorityHost, audience },
          clientId: app.clientId,
          ...destination,
        },
        clientSecret: app.clientSecret,
        userAgentPrefix: 'test',
        requestTimeoutMs: 1500,
        network: { ...DIRECT, certificates: [sandbox().caPem], ...network },
        ...options,
      });
      open.push(sink);
      return sink;
    },
    async closeAll(): Promise<void> {
      for (const sink of open.splice(0)) await sink.close();
    },
  };
}

const DIRECT: NetworkSettings = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

export function rowsOf(sandbox: Sandbox): readonly AuditRow[] {
  return sandbox.site
    .records()
    .map((record, index) => toRow(record, { site: sandbox.site.url, key: `k${index}`, receivedAtMs: 0 }));
}

/** Packed by the sink itself. */
export function batchesOf(sink: LogSink, rows: readonly AuditRow[]): readonly Batch[] {
  const batcher = sink.createBatcher();
  return [...rows.map((row) => batcher.add(rowTextOf(row)).full), batcher.rest()].filter(
    (batch) => batch !== undefined,
  );
}

export function smallBatch(...texts: readonly string[]): Batch {
  return batchOf(texts.map((Summary) => JSON.stringify({ Summary })));
}

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw error;
}
