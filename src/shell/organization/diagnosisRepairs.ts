import type { Seen } from '../../core/confluence/diagnosis.ts';
import { failureRepair, type Repair, type RepairContext, type RepairKind, repair } from '../failureRepairs.ts';
import type { Diagnosed } from './diagnosisSteps.ts';

/** The button of a step: repairs what failed, or leads to the page that explains what was seen. */
export function stepRepair(result: Diagnosed, { organization, destination }: RepairContext): Repair | undefined {
  // Each step can be mended only by what it looked at.
  const context = result.step === 'destination' ? { destination } : { organization };
  if (result.verdict === 'failed') {
    // Where there is no destination any more, another one is chosen in the organization.
    const code = result.failure.code;
    return failureRepair(code, code === 'destinationMissing' ? { organization } : context);
  }
  const kind = 'seen' in result ? explanation(result.seen, result.verdict) : undefined;
  return kind && repair(kind, context);
}

/** What there is to do or to read about something that was seen. */
function explanation(seen: Seen, verdict: 'ok' | 'warning'): RepairKind | undefined {
  switch (seen.kind) {
    case 'certificate':
      return seen.certificate.publiclyIssued && seen.certificate.problem === undefined ? undefined : 'proxySettings';
    case 'token':
      return seen.scopes ? undefined : 'aboutTokens';
    case 'account':
      if (verdict === 'ok') return undefined;
      // It works after its last day, so the day is wrong.
      return (seen.tokenDaysLeft ?? 0) < 0 ? 'editOrganization' : 'createToken';
    case 'retention':
      return 'aboutAuditLog';
    case 'limits':
      return verdict === 'ok' ? undefined : 'aboutLimits';
    default:
      return undefined;
  }
}
