import { randomBytes } from 'node:crypto';

export interface SiteUser {
  readonly email: string;
  readonly token: string;
}

export interface SiteUsers {
  readonly administrator: SiteUser;
  /** May use Confluence, but not administer it. */
  readonly member: SiteUser;
  /** Known to the site, but may not use Confluence. */
  readonly outsider: SiteUser;
  /** A token of the administrator with the scope for the audit log only: good through the gateway. */
  readonly scoped: SiteUser;
  /** The same with all other scopes, but without the one for the audit log. */
  readonly wronglyScoped: SiteUser;
  /** A token with all scopes, but of the member. */
  readonly scopedMember: SiteUser;
}

/** Who is behind a token, and what the token is good for. */
export interface SiteAccount {
  readonly email: string;
  readonly accountId: string;
  readonly displayName: string;
  readonly role: 'administrator' | 'member' | 'outsider';
  /** Undefined for a token without scopes, which the site takes and the gateway does not. */
  readonly scopes?: readonly SiteScope[];
}

export type SiteScope =
  | 'read:audit-log:confluence'
  | 'read:content-details:confluence'
  | 'read:configuration:confluence';

export function createSiteUsers(administratorToken?: string): SiteUsers {
  const user = (name: keyof SiteUsers, token = `sandbox-${randomBytes(24).toString('base64url')}`): SiteUser => ({
    email: ACCOUNTS[name].email,
    token,
  });
  return {
    administrator: user('administrator', administratorToken),
    member: user('member'),
    outsider: user('outsider'),
    scoped: user('scoped'),
    wronglyScoped: user('wronglyScoped'),
    scopedMember: user('scopedMember'),
  };
}

/** Whose credential it is; undefined for none, and for one that is nobody's. */
export function accountOf(users: SiteUsers, authorization: string): SiteAccount | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/iu.exec(authorization) ?? [];
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const isGiven = (name: keyof SiteUsers): boolean => given === `${users[name].email}:${users[name].token}`;
  const known = USER_NAMES.find(isGiven);
  return known && ACCOUNTS[known];
}

const INGRID = {
  email: 'ingrid.halvorsen@example.com',
  accountId: '712020:5a1f0c7e-2b6d-4c1a-9d3e-0e8f6b7a4c21',
  displayName: 'Ingrid Halvorsen',
  role: 'administrator',
} as const;
const JONAS = {
  email: 'jonas.brandt@example.com',
  accountId: '712020:c94d7e35-81f2-4a0b-b6c8-3f5e2d1a9b70',
  displayName: 'Jonas Brandt',
  role: 'member',
} as const;
const OLGA = {
  email: 'olga.outsider@example.com',
  accountId: '712020:e07b3a92-6d4c-4f58-8a15-9c2b7d6e0f43',
  displayName: 'Olga Outsider',
  role: 'outsider',
} as const;

const OTHER_SCOPES = ['read:content-details:confluence', 'read:configuration:confluence'] as const;
const ACCOUNTS: Readonly<Record<keyof SiteUsers, SiteAccount>> = {
  administrator: INGRID,
  member: JONAS,
  outsider: OLGA,
  scoped: { ...INGRID, scopes: ['read:audit-log:confluence'] },
  wronglyScoped: { ...INGRID, scopes: OTHER_SCOPES },
  scopedMember: { ...JONAS, scopes: ['read:audit-log:confluence', ...OTHER_SCOPES] },
};
const USER_NAMES = ['administrator', 'member', 'outsider', 'scoped', 'wronglyScoped', 'scopedMember'] as const;
