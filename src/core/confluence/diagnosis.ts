import type { Retention } from '../audit/retention.ts';
import type { Failure } from '../failure.ts';
import type { HostCertificate } from '../network/hostCertificate.ts';
import type { ProxyChoice } from '../network/proxyFor.ts';

/** What a diagnosis looks at, in the order in which one thing stands on another. */
export const DIAGNOSIS_STEPS = [
  'nameResolution',
  'proxy',
  'tls',
  'reachability',
  'tokenKind',
  'authentication',
  'productAccess',
  'administrator',
  'plan',
  'scope',
  'auditRead',
  'retention',
  'clock',
  'rateLimit',
] as const;
export type DiagnosisStep = (typeof DIAGNOSIS_STEPS)[number];

/**
 * How one step ended, and what was seen. None of it is a secret. `failed` carries the failure whose sentence and repair
 * belong to it; `skipped` says which step it could not do without, or that nothing there lets one look.
 */
export type StepResult =
  | { readonly step: DiagnosisStep; readonly verdict: 'ok' | 'warning'; readonly seen: Seen }
  | { readonly step: DiagnosisStep; readonly verdict: 'failed'; readonly failure: Failure }
  | { readonly step: DiagnosisStep; readonly verdict: 'skipped'; readonly because: DiagnosisStep | 'notVisible' };

/** Instants are epoch milliseconds. */
export type Seen =
  | { readonly kind: 'addresses'; readonly host: string; readonly addresses: readonly string[] }
  /** A proxy resolves the name, so that only the proxy's own was looked up. */
  | { readonly kind: 'proxyAddresses'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly kind: 'way'; readonly choice: ProxyChoice }
  | { readonly kind: 'certificate'; readonly certificate: HostCertificate }
  /** An address on this machine that is spoken to in the clear. */
  | { readonly kind: 'unencrypted' }
  | { readonly kind: 'site'; readonly cloudId: string; readonly customDomain: boolean }
  | { readonly kind: 'token'; readonly scopes: boolean }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly type: string;
      readonly tokenDaysLeft: number | undefined;
    }
  /** Shown by the audit log that was read, since nothing else may be looked at. */
  | { readonly kind: 'impliedByAudit' }
  | { readonly kind: 'productAccess' }
  | { readonly kind: 'administrator' }
  | { readonly kind: 'plan'; readonly edition: string }
  | { readonly kind: 'noScopesNeeded' }
  | { readonly kind: 'scopeFits' }
  | {
      readonly kind: 'records';
      /** On the page that was read. */
      readonly count: number;
      readonly more: boolean;
      readonly newestMs: number | undefined;
      readonly unreadable: number;
      /** Records of a category or summary that the catalogue does not have. */
      readonly unknown: number;
      readonly days: number;
    }
  | { readonly kind: 'retention'; readonly retention: Retention; readonly horizonMs: number | undefined }
  /** How far this computer's clock is ahead of the site's; negative: behind. */
  | { readonly kind: 'clock'; readonly aheadMs: number }
  | { readonly kind: 'limits'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'noLimits' };
