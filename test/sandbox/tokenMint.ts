import { createHmac, randomBytes, randomUUID } from 'node:crypto';

export interface TokenSubject {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly audience: string;
}

/** What a token says, once its signature and its time were found right. */
export interface TokenClaims {
  readonly tid: string;
  readonly appid: string;
  readonly aud: string;
}

/** Makes and checks access tokens: JSON web tokens, signed with a key that only this mint knows. */
export interface TokenMint {
  readonly issue: (subject: TokenSubject) => { readonly text: string; readonly expiresInS: number };
  readonly read: (text: string) => TokenClaims | 'invalid' | 'expired';
  /** No token issued so far is good any more. */
  readonly expireAll: () => void;
}

export function createTokenMint(nowMs: () => number, lifetimeS: number): TokenMint {
  const key = randomBytes(32);
  const sign = (content: string): string => createHmac('sha256', key).update(content).digest('base64url');
  const issued = new Map<string, { readonly claims: TokenClaims; readonly expiresMs: number }>();

  return {
    issue: ({ issuer, tenantId, clientId, audience }) => {
      const iat = Math.floor(nowMs() / 1000);
      const claims = {
        aud: audience,
        iss: issuer,
        iat,
        nbf: iat,
        exp: iat + lifetimeS,
        appid: clientId,
        tid: tenantId,
        uti: randomUUID(),
        ver: '1.0',
      };
      const content = `${encoded({ typ: 'JWT', alg: 'HS256' })}.${encoded(claims)}`;
      const text = `${content}.${sign(content)}`;
      issued.set(text, { claims, expiresMs: nowMs() + lifetimeS * 1000 });
      return { text, expiresInS: lifetimeS };
    },
    read: (text) => {
      const known = issued.get(text);
      if (known === undefined) return 'invalid';
      return known.expiresMs > nowMs() ? known.claims : 'expired';
    },
    expireAll: () => {
      for (const [text, { claims }] of issued) issued.set(text, { claims, expiresMs: 0 });
    },
  };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
