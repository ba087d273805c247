import * as z from 'zod';
import { type ConfluenceHttp, createConfluenceHttp } from '../../src/core/confluence/confluenceHttp.ts';

/** What a sandbox prints of its site. */
export const siteValues = z.looseObject({
  url: z.string(),
  administrator: z.object({ email: z.string(), token: z.string() }),
});

/** Connects to a sandbox's site as its administrator. */
export function sandboxHttp({ url, administrator }: z.infer<typeof siteValues>): ConfluenceHttp {
  return createConfluenceHttp({
    site: url,
    credential: { userName: administrator.email, apiToken: administrator.token },
    userAgent: 'bench',
    nowMs: Date.now,
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
  });
}
