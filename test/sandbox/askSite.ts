import { Agent, type Dispatcher, request } from 'undici';
import type { SiteUser } from './site/siteUsers.ts';
import type { Sandbox } from './startSandbox.ts';

interface Asked {
  readonly path: string;
  readonly user?: SiteUser | undefined;
  readonly method?: 'GET' | 'POST';
  /** Another name that the site is asked by; its certificate must be good for it. */
  readonly host?: string;
  /** Default: at the address that the site has on this machine. */
  readonly through?: { readonly origin: string; readonly dispatcher: Dispatcher };
}

/** One request to the site of a sandbox, over TLS like any client's; the answer is read to its end. */
export async function askSite({ site, caPem }: Sandbox, asked: Asked) {
  const { path, user, method = 'GET', host, through } = asked;
  const own = new Agent({ connect: { ca: caPem } });
  try {
    const { statusCode, headers, body } = await request((through?.origin ?? site.url) + path, {
      method,
      dispatcher: through?.dispatcher ?? own,
      headers: {
        ...(user && { authorization: `Basic ${Buffer.from(`${user.email}:${user.token}`).toString('base64')}` }),
        ...(host && { host }),
      },
    });
    const text = await body.text();
    return { status: statusCode, headers, text, json: () => JSON.parse(text) };
  } finally {
    await own.close();
  }
}
