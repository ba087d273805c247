import { l10n } from 'vscode';
import type { FailureCode } from '../../core/failure.ts';
import type { OrganizationField, OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import { stepText } from './diagnosisSentences.ts';
import { type Diagnosed, type DiagnosedStep, type DiagnosisSubject, diagnoseOrganization } from './diagnosisSteps.ts';

export interface OrganizationTest extends DiagnosisSubject {
  readonly signal: AbortSignal;
  /** Told each result of the diagnosis as soon as it is there. */
  readonly onStep?: (result: Diagnosed) => void;
}

/** Diagnoses an organization; a note for each thing that is wrong, at the field that repairs it. */
export type OrganizationTester = (test: OrganizationTest) => Promise<readonly OrganizationNote[]>;

export function createOrganizationTester(
  parts: Pick<Parts, 'connections' | 'destinations' | 'log' | 'nowMs'>,
): OrganizationTester {
  return async ({ signal, onStep, ...subject }) => {
    const results: Diagnosed[] = [];
    for await (const result of diagnoseOrganization(parts, subject, signal)) {
      signal.throwIfAborted();
      results.push(result);
      onStep?.(result);
    }
    return notesOf(results, parts.nowMs());
  };
}

function notesOf(results: readonly Diagnosed[], nowMs: number): readonly OrganizationNote[] {
  const wrong = results.flatMap((result): readonly OrganizationNote[] => {
    const { step, verdict } = result;
    if (verdict !== 'failed' && verdict !== 'warning') return [];
    // A certificate is nothing that was typed: what is remarkable about it stays in the list of steps.
    if (step === 'tls' && verdict === 'warning') return [];
    const { seen, meaning } = stepText(result, nowMs);
    // What was seen of a failure is for experts; its sentence says the same in words.
    const text = verdict === 'failed' ? meaning : [seen, meaning].filter((part) => part !== '').join(' ');
    return [{ field: fieldOf(result), verdict, text }];
  });
  const siteFailed = results.some(({ step, verdict }) => step !== 'destination' && verdict === 'failed');
  // What goes wrong at two steps in the same way is one problem.
  const once = wrong.filter(({ text }, index) => wrong.findIndex((other) => other.text === text) === index);
  return siteFailed ? once : [...once, ...results.flatMap((result) => worksNote(result, nowMs))];
}

/** The one note that says that everything works. */
function worksNote(result: Diagnosed, nowMs: number): readonly OrganizationNote[] {
  const { step, verdict } = result;
  if (step === 'sample') return [{ field: 'form', verdict: 'ok', text: stepText(result, nowMs).meaning }];
  if (step !== 'auditRead' || verdict !== 'ok') return [];
  const text = `${l10n.t('May read the audit log.')} ${stepText(result, nowMs).seen}`;
  return [{ field: 'userName', verdict, text }];
}

function fieldOf(result: Diagnosed): OrganizationNote['field'] {
  const byStep = FIELD_OF_STEP[result.step];
  // A destination's failures have the codes of the site's too.
  if (result.verdict !== 'failed' || result.step === 'destination') return byStep;
  const { code } = result.failure;
  if (code === 'unexpected') return byStep;
  // Whatever step it happens at: that a site, or the way to it, fails says nothing of who asks.
  return FIELD_OF_CODE[code] ?? 'siteUrl';
}

const FIELD_OF_CODE: Partial<Record<FailureCode, OrganizationField>> = {
  siteWrongCredentials: 'apiToken',
  siteTokenExpired: 'apiToken',
  siteScopeMissing: 'apiToken',
  secretMissing: 'apiToken',
  siteNotAdministrator: 'userName',
  siteNoConfluenceAccess: 'userName',
  siteForbidden: 'userName',
};

/** Where a step's warnings, and failures that nobody knows, are told. */
const FIELD_OF_STEP: Readonly<Record<DiagnosedStep, OrganizationNote['field']>> = {
  nameResolution: 'siteUrl',
  proxy: 'siteUrl',
  tls: 'siteUrl',
  reachability: 'siteUrl',
  tokenKind: 'apiToken',
  authentication: 'apiToken',
  productAccess: 'userName',
  administrator: 'userName',
  plan: 'siteUrl',
  scope: 'apiToken',
  auditRead: 'siteUrl',
  retention: 'siteUrl',
  clock: 'form',
  rateLimit: 'form',
  sample: 'form',
  destination: 'destinationId',
};
