import { type Answer, json } from '../answers.ts';
import type { SiteAccount } from './siteUsers.ts';

/** Who asks. What they may do is told only when it is asked for. */
export function currentUser({ role, ...person }: SiteAccount, { searchParams }: URL): Answer {
  const expanded = (searchParams.get('expand') ?? '').split(',').includes('operations');
  const operations = role === 'administrator' ? [...MEMBER_OPERATIONS, ADMINISTER] : MEMBER_OPERATIONS;
  return json(200, {
    type: 'known',
    accountId: person.accountId,
    accountType: 'atlassian',
    email: person.email,
    publicName: person.displayName,
    displayName: person.displayName,
    ...(expanded ? { operations } : {}),
    _expandable: { ...(expanded ? {} : { operations: '' }), personalSpace: '' },
  });
}

const ADMINISTER = { operation: 'administer', targetType: 'application' };
const MEMBER_OPERATIONS = [
  { operation: 'use', targetType: 'application' },
  { operation: 'create', targetType: 'space' },
];
