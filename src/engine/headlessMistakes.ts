import * as z from 'zod';
import type { SiteProblem } from '../core/organization/siteAddress.ts';
import type { InputField } from '../core/sentinel/destinationInput.ts';

/** A sentence about what is wrong with a configuration, by its place. */
export function mistake({ path: place, message }: z.core.$ZodIssue): string {
  const name = place.map((each) => (typeof each === 'number' ? `[${each}]` : `.${String(each)}`)).join('');
  return `${name.replace(/^\./, '') || 'The configuration'} ${message}.`;
}

/** For a schema: what it takes. What was given stays out of it: it may be a secret. */
export function mustBe(expected: string) {
  return {
    error: ({ input }: { readonly input?: unknown }): string =>
      input === undefined ? `is missing: it must be ${expected}` : `must be ${expected}`,
  };
}

/** An object of these members and no others. */
export function membersOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  const { error: notAnObject } = mustBe(`an object with ${known}`);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return notAnObject(issue);
      return `has unknown members (${issue.keys.join(', ')}): those that it can have are ${known}`;
    },
  });
}

export const SITE_REASONS: Readonly<Record<SiteProblem, string>> = {
  empty: 'it is empty',
  notAnAddress: 'this is no address',
  schemeTwice: 'this one has https:// in it twice',
  notHttps: 'a token may only travel encrypted, so it begins with https:// or without a scheme',
  credentialsInAddress: 'user name and password do not belong into it',
  atlassianItself: "this one is Atlassian's own",
  portInAddress: 'Confluence Cloud has no port',
};

export const INPUT_EXPECTED: Readonly<Record<InputField, string>> = {
  endpoint: 'an https address such as https://audit-abcd.westeurope-1.ingest.monitor.azure.com',
  ruleId: 'the immutable id of a data collection rule: dcr- and 32 hexadecimal digits',
  streamName: 'the name of a stream that the rule declares: it begins with Custom-',
  cloud: '"public", "usGovernment", "china" or {"authorityHost": "https://…", "audience": "https://…"}',
  authorityHost: 'an https address such as https://login.microsoftonline.com',
  audience: 'an https address such as https://monitor.azure.com',
  tenantId: 'the id or a domain of the tenant',
  clientId: 'the id of an application (client): 32 hexadecimal digits in five groups',
  folder: 'the absolute path of a folder',
};
