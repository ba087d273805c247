import * as z from 'zod';

const members = {
  /** The site returns no more records than this per page, whatever is asked for. Default 1000. */
  pageCap: z.int().gte(1).optional(),
  /** What `size` says: the records in this page, as the real one does, or all records of the window. */
  size: z.enum(['page', 'total']).optional(),
  /** What `limit` says where the site gives fewer records than were asked for: what it used (default) or was asked. */
  limitEcho: z.enum(['used', 'asked']).optional(),
  /**
   * What `_links.next` looks like: relative to the context (default), an address at this site, one at a host that must
   * never be contacted, or missing even where more pages exist.
   */
  nextLink: z.enum(['relative', 'absolute', 'foreign', 'missing']).optional(),
  /** Of the records of a whole window. Shuffled means: always the same way. Default: newest first. */
  order: z.enum(['newestFirst', 'oldestFirst', 'shuffled']).optional(),
  /** Every page is full and has a next one, wherever it starts: the site repeats one record for ever. */
  endless: z.literal(true).optional(),
  /** The Free plan has no audit log. Default: standard. */
  plan: z.enum(['free', 'standard', 'premium']).optional(),
  /** What comes with status 401. */
  unauthorizedBody: z.enum(['json', 'html']).optional(),
  /** What the gateway answers to a token that lacks a scope. Default 403; the real one has been seen to answer 401. */
  scopeRefusalStatus: z.union([z.literal(401), z.literal(403)]).optional(),
  /** Default 1 year. */
  retention: z.strictObject({ number: z.number(), units: z.string() }).readonly().optional(),
  /** How far the clock in the Date header is ahead; negative: behind. */
  clockAheadMs: z.int().optional(),
  /** In the headers of every answer. */
  rateLimit: z
    .strictObject({ limit: z.int(), remaining: z.int(), resetAtMs: z.int(), nearLimit: z.boolean() })
    .readonly()
    .optional(),
  /** Names at which the site is an address for browsers only: its API sends everybody to its own address. */
  customDomains: z.array(z.string()).readonly().optional(),
  /** Where the site says that it is, as an origin. Default: where it is on this machine. */
  ownUrl: z.url().optional(),
};

/** What can be changed while the site runs. */
export const siteBehaviourSchema = z.strictObject(members).readonly();
export type SiteBehaviour = z.infer<typeof siteBehaviourSchema>;

/** What a Confluence site is like. */
export const siteOptionsSchema = z
  .strictObject({
    ...members,
    /** Instead of a random one. */
    administratorToken: z.string().optional(),
    /** Instead of a random one. */
    cloudId: z.string().optional(),
  })
  .readonly();
export type SiteOptions = z.infer<typeof siteOptionsSchema>;
