import type { NetworkSettings } from '../core/network/networkSettings.ts';
import type { Holder } from '../core/sync/lease.ts';
import type { HeadlessConfig, HeadlessOrganization } from './headlessConfig.ts';
import { createExpiryWarning } from './headlessExpiry.ts';
import { checkFolders } from './headlessFolders.ts';
import { makePass, type PassOutcome } from './headlessPass.ts';
import { failureText } from './headlessSentences.ts';
import { nodeClock } from './nodeClock.ts';
import type { SyncEngine } from './threadEngine.ts';

export interface HeadlessOptions {
  readonly engine: SyncEngine;
  readonly holder: Holder;
  readonly network: NetworkSettings;
  /** Names this product and its version. */
  readonly userAgent: string;
  /** Takes a line of the ledger. */
  readonly print: (line: string) => void;
  /** Takes a sentence about a problem. */
  readonly complain: (sentence: string) => void;
  /** Nothing new is begun once it is aborted. */
  readonly stop: AbortSignal;
}

/**
 * Exit codes: everything succeeded; of some organization the last run failed, or a folder cannot be used; the arguments
 * or the configuration are wrong; it was stopped before its passes were through.
 */
export const EXIT = { succeeded: 0, failed: 1, wrongConfig: 2, interrupted: 3 } as const;

/** Syncs all organizations of a configuration, some at a time, each in its own rhythm. Gives the exit code. */
export async function syncHeadless(config: HeadlessConfig, options: HeadlessOptions): Promise<number> {
  const failures = await checkFolders(config, options);
  if (options.stop.aborted) return 'passes' in config.rhythm ? EXIT.interrupted : EXIT.succeeded;
  for (const failure of failures) options.complain(failureText(failure));
  if (failures.length > 0) return EXIT.failed;
  const takeSlot = createSlots(MAX_AT_ONCE);
  const outcomes = await Promise.all(
    config.organizations.map((organization) => syncOrganization(config, organization, { ...options, takeSlot })),
  );
  if (outcomes.includes('stopped')) return EXIT.interrupted;
  return outcomes.every((outcome) => outcome === 'succeeded') ? EXIT.succeeded : EXIT.failed;
}

const MAX_AT_ONCE = 4;

/** Gives how its last pass ended; to be stopped is how a process that has no end ends well. */
async function syncOrganization(
  config: HeadlessConfig,
  organization: HeadlessOrganization,
  options: HeadlessOptions & { readonly takeSlot: () => Promise<() => void> },
): Promise<PassOutcome> {
  const { rhythm } = config;
  const { stop, complain } = options;
  const expiryWarning = createExpiryWarning(organization);
  let last: PassOutcome = 'stopped';
  for (let pass = 1; !('passes' in rhythm) || pass <= rhythm.passes; pass++) {
    if (stop.aborted) return 'passes' in rhythm ? 'stopped' : last === 'stopped' ? 'succeeded' : last;
    const warning = expiryWarning(nodeClock.nowMs());
    if (warning !== undefined) complain(warning);
    const due = new AbortController();
    const untilDue = 'passes' in rhythm ? undefined : nodeClock.wait(rhythm.intervalMinutes * 60_000, stop);
    const told = untilDue?.then(
      () => due.abort(),
      () => undefined,
    );
    const outcome = await makePass({ ...options, config, organization, due: due.signal });
    if (outcome !== 'stopped' || 'passes' in rhythm) last = outcome;
    if (outcome === 'hopeless') return outcome;
    await told;
  }
  return last;
}

/** Lets so many be at work at a time, in the order in which they came. */
function createSlots(count: number): () => Promise<() => void> {
  let free = count;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
}
