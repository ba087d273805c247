import type { AuditRecord } from '../../src/core/audit/auditRecord.ts';
import type { AuditRow } from '../../src/core/audit/auditTable.ts';
import type {
  AuditPart,
  AuditSlice,
  AuditSource,
  AuditWindow,
  UnreadableRecord,
} from '../../src/core/audit/auditWindow.ts';
import type { StepResult } from '../../src/core/confluence/diagnosis.ts';
import type { Waiting } from '../../src/core/confluence/patientHttp.ts';
import { Failure } from '../../src/core/failure.ts';
import type { SiteCredential } from '../../src/core/organization/organization.ts';
import { createBatcher, JSON_ARRAY } from '../../src/core/sentinel/batches.ts';
import type { LogSink } from '../../src/core/sentinel/logSink.ts';
import type { Connections } from '../../src/shell/connections.ts';
import { cloudIdOf } from './examples.ts';

/** A site whose records can be added to. */
export interface FakeSite {
  readonly records: AuditRecord[];
  readonly unreadable: UnreadableRecord[];
  /** Thrown by whatever is asked of it. */
  failure: Error | undefined;
  /** Nothing is answered before this is settled; a cancel ends the waiting. */
  answers: Promise<void>;
  cloudId: string;
  /** The site that this one, a custom domain, is found to belong to; undefined where that cannot be found out. */
  belongsTo: string | undefined;
  /** How often it was asked which site it is. */
  identified: number;
  /** What a diagnosis finds while nothing fails. */
  steps: readonly StepResult[];
  readonly credentials: SiteCredential[];
  /** Tells whoever reads last that the site is given time. */
  tellWaiting: ((waiting: Waiting | undefined) => void) | undefined;
  /** When each reading of it began. */
  readonly readAtMs: number[];
  /** Readings and tests that have not ended. */
  openReads: number;
}

/** A destination that remembers what it acknowledged. */
export interface FakeDestination {
  readonly rows: AuditRow[];
  failure: Error | undefined;
  verdict: 'accepted' | 'reached';
  readonly secrets: (string | undefined)[];
}

export interface FakeConnections extends Connections {
  /** Reads a site, which knows of it until `work` has ended. */
  reading<T>(
    address: string,
    work: (source: AuditSource) => Promise<T>,
    onWait: ((waiting: Waiting | undefined) => void) | undefined,
  ): Promise<T>;
  site(address: string): FakeSite;
  destination(id: string): FakeDestination;
}

/** Sites and destinations that need no network, behind the interface of the real ones. */
export function createFakeConnections(nowMs: () => number): FakeConnections {
  const sites = new Map<string, FakeSite>();
  const destinations = new Map<string, FakeDestination>();

  const site = (address: string): FakeSite => {
    const known = sites.get(address);
    if (known !== undefined) return known;
    const made: FakeSite = {
      records: [],
      unreadable: [],
      credentials: [],
      failure: undefined,
      tellWaiting: undefined,
      answers: Promise.resolve(),
      cloudId: cloudIdOf(address),
      belongsTo: undefined,
      identified: 0,
      steps: [],
      readAtMs: [],
      openReads: 0,
    };
    sites.set(address, made);
    return made;
  };
  const destination = (id: string): FakeDestination => {
    const made = destinations.get(id) ?? { rows: [], failure: undefined, verdict: 'accepted', secrets: [] };
    destinations.set(id, made);
    return made;
  };

  const reading: FakeConnections['reading'] = async (address, work, onWait) => {
    const asked = site(address);
    asked.tellWaiting = onWait;
    asked.readAtMs.push(nowMs());
    asked.openReads += 1;
    try {
      return await work(sourceOf(asked));
    } finally {
      asked.openReads -= 1;
    }
  };
  return {
    site,
    destination,
    reading,
    queryWorkspace: () => Promise.reject(new Error('Nobody asks a workspace here.')),
    withSource: (organization, work, onWait) => reading(organization.site, work, onWait),
    async *diagnose(organization, apiToken, signal) {
      const asked = site(organization.site);
      asked.credentials.push({ userName: organization.userName, apiToken: apiToken ?? 'stored' });
      asked.openReads += 1;
      try {
        await answered(asked, signal);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        yield { step: 'reachability', verdict: 'failed', failure: error };
        return;
      } finally {
        asked.openReads -= 1;
      }
      yield* asked.steps;
    },
    async findSite(address, signal) {
      const asked = site(address);
      asked.identified += 1;
      await answered(asked, signal);
      const found = asked.belongsTo ?? address;
      return { site: found, cloudId: site(found).cloudId };
    },
    async openSink({ id }, clientSecret): Promise<LogSink> {
      const asked = destination(id);
      asked.secrets.push(clientSecret);
      const tryIt = (signal: AbortSignal) => {
        signal.throwIfAborted();
        if (asked.failure !== undefined) throw asked.failure;
      };
      return {
        createBatcher: () => createBatcher({ maxBytes: 20_000, frame: JSON_ARRAY, groupOf: () => '' }),
        async send({ body }, signal) {
          tryIt(signal);
          asked.rows.push(...JSON.parse(body.toString()));
        },
        async check(signal) {
          tryIt(signal);
          return asked.verdict;
        },
        close: async () => undefined,
      };
    },
  };
}

/** Gives a window in four quarters, or the newest first in two halves. */
function sourceOf(site: FakeSite): AuditSource {
  async function* quarters(window: AuditWindow, signal: AbortSignal): AsyncGenerator<AuditPart> {
    for (const [index, whole] of halvesOf(window).flatMap(halvesOf).entries()) {
      await answered(site, signal);
      yield { whole, records: inside(site, whole), unreadable: index === 0 ? site.unreadable : [] };
    }
  }
  async function* read(parts: readonly AuditWindow[], signal: AbortSignal): AsyncGenerator<AuditSlice> {
    for (const [index, window] of parts.entries()) {
      await answered(site, signal);
      yield { window, records: inside(site, window), unreadable: index === 0 ? site.unreadable : [] };
    }
  }
  return {
    pages: { largest: 0 },
    parts: quarters,
    async *newestFirst(window, signal) {
      for await (const slice of read(halvesOf(window).reverse(), signal)) {
        yield { ...slice, records: slice.records.toReversed() };
      }
    },
    retention: async () => ({ number: 1, units: 'YEARS' }),
  };
}

function halvesOf({ fromMs, toMs }: AuditWindow): AuditWindow[] {
  const middleMs = Math.floor((fromMs + toMs) / 2);
  return [
    { fromMs, toMs: middleMs },
    { fromMs: middleMs + 1, toMs },
  ];
}

/** Waits for the site as long as nobody cancels. */
async function answered(site: FakeSite, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const cancelled = Promise.withResolvers<never>();
  const cancel = () => cancelled.reject(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    await Promise.race([site.answers, cancelled.promise]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  signal.throwIfAborted();
  if (site.failure !== undefined) throw site.failure;
}

/** Oldest first. */
function inside({ records }: FakeSite, { fromMs, toMs }: AuditWindow): AuditRecord[] {
  return records
    .filter(({ creationDate }) => (creationDate ?? 0) >= fromMs && (creationDate ?? 0) <= toMs)
    .sort((a, b) => (a.creationDate ?? 0) - (b.creationDate ?? 0));
}
