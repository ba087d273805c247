import type { AuditWindow } from '../core/audit/auditWindow.ts';
import type { NetworkSettings } from '../core/network/networkSettings.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import type { DryRunResult } from '../core/sync/dryRun.ts';
import type { Holder } from '../core/sync/lease.ts';
import type { RunFailure, RunSummary } from '../core/sync/run.ts';
import type { RunProgress } from '../core/sync/runSync.ts';
import type { OldRoute } from '../core/sync/upgradeOldRoute.ts';
import type { StopReason, SyncPolicy, Work } from '../core/sync/work.ts';

/** Plain data, so that it can cross into a thread. Secrets in it stay in memory. */
export interface RouteRequest {
  /** Where everything about this organization and this destination is kept. */
  readonly folder: string;
  readonly old: OldRoute | undefined;
  readonly holder: Holder;
}

export type SourceRequest =
  | { readonly kind: 'sample'; readonly site: string }
  | {
      readonly kind: 'confluence';
      readonly site: string;
      readonly userName: string;
      readonly apiToken: string;
      readonly tokenExpiresOn: string | undefined;
    };

export interface SinkRequest {
  readonly destination: Destination;
  /** Undefined for a folder. */
  readonly clientSecret: string | undefined;
}

interface Reading {
  readonly route: RouteRequest;
  readonly source: SourceRequest;
  readonly sink: SinkRequest;
  readonly network: NetworkSettings;
  /** Names this product and its version. */
  readonly userAgent: string;
}

/** What the engine is asked to do. */
export type EngineRequest =
  | (Reading & {
      readonly kind: 'run';
      readonly work: Work;
      readonly policy: SyncPolicy;
      readonly approve: boolean;
    })
  | (Reading & { readonly kind: 'dryRun'; readonly window: AuditWindow })
  | {
      readonly kind: 'change';
      readonly route: RouteRequest;
      readonly ends: RouteIdentity;
      readonly change: RouteChange;
    };

/** What an exported state must be of, to be imported. */
export interface RouteIdentity {
  readonly site: string;
  /** See `destinationIdentity`. */
  readonly destination: string;
}

/** What a person changes about a route, without reading or sending. */
export type RouteChange =
  | { readonly kind: 'pauseJob' | 'resumeJob' | 'cancelJob'; readonly id: string }
  | { readonly kind: 'discard'; readonly ids: readonly string[] }
  /** Everything is forgotten: the next sync begins anew, and sends everything again. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'import'; readonly file: string };

/** What comes of it; `failed` for a dry run or a change that could not be done. A run tells of its failure itself. */
export type EngineResult =
  | { readonly kind: 'run'; readonly summary: RunSummary }
  | { readonly kind: 'dryRun'; readonly found: DryRunResult }
  | { readonly kind: 'changed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: RunFailure };

/** Told while a request is worked on. */
export type EngineNews =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'counted'; readonly found: DryRunResult }
  /** Lines that were written to the ledger, each the JSON of a LedgerEntry. */
  | { readonly kind: 'ledger'; readonly lines: readonly string[] }
  /** The other side is given time before the next try; undefined when that is over. */
  | { readonly kind: 'wait'; readonly wait: { readonly failure: RunFailure; readonly delayMs: number } | undefined };

/** What a request that is worked on can be told. */
export type EngineOrder = { readonly kind: 'stop'; readonly reason: StopReason } | { readonly kind: 'yield' };
