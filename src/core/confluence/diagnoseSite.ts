import type { AuditWindow } from '../audit/auditWindow.ts';
import type { NetworkSettings } from '../network/networkSettings.ts';
import { siteKind } from '../organization/siteAddress.ts';
import { readCloudId } from './cloudId.ts';
import type { ConfluenceHttp } from './confluenceHttp.ts';
import { diagnoseAccess } from './diagnoseAccess.ts';
import { diagnoseWay } from './diagnoseWay.ts';
import { DIAGNOSIS_STEPS, type DiagnosisStep, type StepResult } from './diagnosis.ts';
import { findDoor } from './findDoor.ts';
import { outcomeOf } from './outcome.ts';
import type { OpenHttp } from './routedHttp.ts';

export interface DiagnosisOptions {
  readonly site: string;
  /** Opens connections whose requests are not repeated: what is seen is what happened once. */
  readonly open: OpenHttp;
  readonly network: NetworkSettings;
  /** Until the token's last day, where that is known; negative after it. */
  readonly tokenDaysLeft: number | undefined;
  readonly nowMs: () => number;
}

/**
 * Looks at everything that reading a site's audit log stands on, one thing after the other, and gives each result as
 * soon as it is there; each step once, though not always in the order of `DIAGNOSIS_STEPS`. What cannot be looked at
 * because of an earlier failure is skipped, and the failure is told once, at the step that causes it. Throws nothing but
 * the signal's reason.
 */
export async function* diagnoseSite(options: DiagnosisOptions, signal: AbortSignal): AsyncGenerator<StepResult> {
  const { nowMs, open } = options;
  const done = new Set<DiagnosisStep>();
  let blocked: DiagnosisStep | undefined;
  for await (const result of diagnoseWay({ ...options, timeoutMs: TIMEOUT_MS }, signal)) {
    done.add(result.step);
    if (result.verdict === 'failed') blocked = result.step;
    yield result;
  }
  if (blocked === undefined) {
    const opened: ConfluenceHttp[] = [];
    const openHere: OpenHttp = (base, as) => {
      const http = open(base, as);
      opened.push(http);
      return http;
    };
    try {
      const window = { fromMs: nowMs() - REACH_DAYS * DAY_MS, toMs: nowMs() };
      for await (const result of diagnoseApi({ ...options, open: openHere, window }, signal)) {
        done.add(result.step);
        if (result.verdict === 'failed') blocked = result.step;
        yield result;
      }
    } finally {
      await Promise.all(opened.map((http) => http.close()));
    }
  }
  for (const step of DIAGNOSIS_STEPS) {
    if (!done.has(step)) yield { step, verdict: 'skipped', because: blocked ?? 'notVisible' };
  }
}

async function* diagnoseApi(
  options: DiagnosisOptions & { readonly window: AuditWindow },
  signal: AbortSignal,
): AsyncGenerator<StepResult> {
  const { site, open } = options;
  const customDomain = siteKind(site) === 'customDomain';
  const cloudId = await outcomeOf(readCloudId(open(site, 'anybody'), site, signal));
  if (!cloudId.ok) {
    yield { step: 'reachability', verdict: 'failed', failure: cloudId.failure };
    // A site that is known to be one may be read even if it does not tell its id just now.
    if (customDomain || cloudId.failure.code === 'siteNotCloud') return;
  } else {
    yield { step: 'reachability', verdict: 'ok', seen: { kind: 'site', cloudId: cloudId.value, customDomain } };
  }

  const door = await findDoor({ ...options, cloudId: cloudId.ok ? cloudId.value : undefined }, signal);
  const unreachable = cloudId.ok ? undefined : cloudId.failure;
  yield* diagnoseAccess({ ...options, ...door, unreachable }, signal);
}

const TIMEOUT_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A site that is used at all has a record within so long. */
const REACH_DAYS = 30;
