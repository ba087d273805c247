import type { AuditWindow } from '../audit/auditWindow.ts';
import type { JobKind } from './run.ts';

/** What a run is to do. */
export type Work =
  /** Everything since the last sync, and the look-back before it. */
  | { readonly kind: 'sync' }
  /** Begins a job, and does it. */
  | { readonly kind: 'newJob'; readonly job: Extract<JobKind, 'backfill' | 'reconcile'>; readonly window: AuditWindow }
  /** Goes on with a job, also with one that was paused. */
  | { readonly kind: 'job'; readonly id: string }
  /** Sends everything of a window, also what was delivered before. */
  | { readonly kind: 'replay'; readonly window: AuditWindow }
  /** Sends what is in quarantine, as far as it can be sent now. */
  | { readonly kind: 'retry'; readonly ids: readonly string[] };

/** How an organization is synced. */
export interface SyncPolicy {
  /** The oldest instant to read when nothing was synced yet, in epoch milliseconds. */
  readonly firstFromMs: number;
  /** How much of what was read is read again by each sync, for what the site publishes late. */
  readonly lookBackMs: number;
  /** What is younger is left for the next sync: its millisecond may not be over at the source. */
  readonly settleMs: number;
}

/**
 * Sites publish some records late, so each sync reads the last hour again and leaves out what it knows. Source: AWS
 * AppFabric documents up to 30 minutes for Confluence's audit events; Microsoft's Function App lags ten on purpose.
 */
export const LOOK_BACK_MS = 60 * 60_000;

/** Why a run is asked to end early: the reason of its signal. */
export type StopReason = 'cancel' | 'pause' | 'shutdown';
