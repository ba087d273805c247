import { daysLeft, WARN_DAYS } from '../core/organization/tokenExpiry.ts';
import type { HeadlessOrganization } from './headlessConfig.ts';

/** Gives what is to be said about an organization's token that expires soon or has expired: once a day. */
export function createExpiryWarning({ name, source }: HeadlessOrganization): (nowMs: number) => string | undefined {
  const { tokenExpiresOn: lastDay } = source;
  let saidAt: number | undefined;
  return (nowMs) => {
    if (lastDay === undefined) return undefined;
    const left = daysLeft(lastDay, nowMs);
    if (left > WARN_DAYS || left === saidAt) return undefined;
    saidAt = left;
    return `${name}: ${expiryText(left, lastDay)} Create a new one, put it into the variable that tokenVariable names, change tokenExpiresOn, and start again.`;
  };
}

function expiryText(left: number, lastDay: string): string {
  if (left < 0) return `the API token has expired: its tokenExpiresOn is ${lastDay}. It is tried all the same.`;
  if (left === 0) return 'the API token expires today.';
  return `the API token expires in ${left === 1 ? '1 day' : `${left} days`}, on ${lastDay}.`;
}
