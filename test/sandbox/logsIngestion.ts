import { gunzipSync } from 'node:zlib';
import { type Answer, headerOf, type ReceivedRequest } from './answers.ts';
import { auditStreamColumns, type IngestedRow, storedRow } from './ingestedTable.ts';
import {
  type IngestionPlace,
  type IngestionRule,
  ingestionFailure,
  requestRefusal,
  tooLong,
} from './ingestionChecks.ts';

/** The Logs Ingestion API of a data collection rule, and what arrived there. */
export interface LogsIngestion {
  readonly answer: (request: ReceivedRequest & IngestionPlace) => Answer;
  /** The rows of a stream as they were sent, in the order of their arrival. */
  readonly received: (stream: string) => unknown[];
  /** The rows as the table holds them. */
  readonly table: (stream: string) => IngestedRow[];
  readonly counters: () => IngestionCounters;
  readonly grantRole: (clientId: string) => void;
  readonly revokeRole: (clientId: string) => void;
  /** Forgets what arrived. */
  readonly forget: () => void;
}

export interface IngestionCounters {
  /** Requests that were accepted. */
  readonly batches: number;
  readonly rows: number;
  /** Of the accepted bodies, before and after compression. */
  readonly rawBytes: number;
  readonly sentBytes: number;
}

export function createLogsIngestion(rule: IngestionRule): LogsIngestion {
  const publishers = new Set<string>();
  // As they were sent: a row parsed takes many times the memory of a row compressed.
  let batches: Batch[] = [];
  const of = (stream: string): Batch[] => batches.filter((batch) => batch.stream === stream);
  const sum = (of: (batch: Batch) => number): number => batches.reduce((total, batch) => total + of(batch), 0);

  return {
    answer: (request) => {
      const refused = requestRefusal(rule, publishers, request);
      if (refused !== undefined) return refused;
      const { stream, body } = request;
      const gzipped = headerOf(request, 'content-encoding') === 'gzip';
      const batch = { stream, body, gzipped, receivedAtMs: rule.nowMs() };
      if (rule.light) {
        batches.push(batch);
        return { status: 204 };
      }
      const text = gzipped ? gunzipped(body, rule.maxBytes) : body.toString('utf8');
      if (text === undefined) return tooLong(rule);
      const rows = rowsOf(text);
      if (rows === undefined) {
        return ingestionFailure(400, 'InvalidRequestBody', 'The body must be a JSON array of objects.');
      }
      batches.push({ ...batch, contents: { rows: rows.length, rawBytes: Buffer.byteLength(text) } });
      return { status: 204 };
    },
    received: (stream) => of(stream).flatMap(sentRows),
    table: (stream) =>
      of(stream).flatMap((batch) =>
        sentRows(batch).map((row) => storedRow(row, auditStreamColumns, batch.receivedAtMs)),
      ),
    counters: () => ({
      batches: batches.length,
      rows: sum((batch) => contentsOf(batch).rows),
      rawBytes: sum((batch) => contentsOf(batch).rawBytes),
      sentBytes: sum((batch) => batch.body.byteLength),
    }),
    grantRole: (clientId) => {
      publishers.add(clientId);
    },
    revokeRole: (clientId) => {
      publishers.delete(clientId);
    },
    forget: () => {
      batches = [];
    },
  };
}

interface Batch {
  readonly stream: string;
  readonly body: Buffer;
  readonly gzipped: boolean;
  readonly receivedAtMs: number;
  /** Undefined until somebody looks. */
  contents?: Contents;
}

interface Contents {
  readonly rows: number;
  readonly rawBytes: number;
}

function contentsOf(batch: Batch): Contents {
  batch.contents ??= lookInto(batch);
  return batch.contents;
}

function lookInto({ body, gzipped }: Batch): Contents {
  const bytes = gzipped ? gunzipSync(body) : body;
  return { rows: rowsOf(bytes.toString('utf8'))?.length ?? 0, rawBytes: bytes.byteLength };
}

/** Undefined when there is more of it than allowed; empty when it is no gzip. */
function gunzipped(body: Buffer, maxOutputLength: number): string | undefined {
  try {
    return gunzipSync(body, { maxOutputLength }).toString('utf8');
  } catch (error) {
    return error instanceof RangeError ? undefined : '';
  }
}

function sentRows({ body, gzipped }: Batch): readonly object[] {
  return rowsOf((gzipped ? gunzipSync(body) : body).toString('utf8')) ?? [];
}

function rowsOf(text: string): readonly object[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isObject) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
