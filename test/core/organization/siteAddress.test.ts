import { describe, expect, test } from 'vitest';
import { parseSiteAddress, siteKind } from '../../../src/core/organization/siteAddress.ts';

describe('an organization URL', () => {
  test.each([
    ['acme.atlassian.net', 'https://acme.atlassian.net', ''],
    ['https://acme.atlassian.net', 'https://acme.atlassian.net', ''],
    ['  HTTPS://Acme.Atlassian.NET/ ', 'https://acme.atlassian.net', ''],
    ['acme', 'https://acme.atlassian.net', ''],
    ['acme.atlassian.net.', 'https://acme.atlassian.net', ''],
    ['https://acme.atlassian.net:443/', 'https://acme.atlassian.net', ''],
    ['https://acme.atlassian.net/wiki/spaces/X?a=b#c', 'https://acme.atlassian.net', '/wiki/spaces/X?a=b#c'],
    ['https://127.0.0.1:8443', 'https://127.0.0.1:8443', ''],
    ['http://localhost:8080/wiki', 'http://localhost:8080', '/wiki'],
    ['https://[::1]:8443', 'https://[::1]:8443', ''],
    ['http://localhost.:8090', 'http://localhost:8090', ''],
    ['http://127.0.0.2:8090', 'http://127.0.0.2:8090', ''],
    ['acme.jira.com', 'https://acme.jira.com', ''],
    ['https://wiki.acme.example/x', 'https://wiki.acme.example', '/x'],
    // Whether they are custom domains of a site, only asking tells.
    ['https://acme.atlassian.net.evil.example', 'https://acme.atlassian.net.evil.example', ''],
    ['acme-atlassian.net', 'https://acme-atlassian.net', ''],
  ])('%s is the site %s', (typed, site, leftOut) => {
    expect(parseSiteAddress(typed)).toEqual({ ok: true, site, leftOut });
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['not an address', 'notAnAddress'],
    ['https://', 'notAnAddress'],
    ['ftp://acme.atlassian.net', 'notAnAddress'],
    ['https://acme..atlassian.net', 'notAnAddress'],
    ['https://-.atlassian.net', 'notAnAddress'],
    ['https://https://acme.atlassian.net', 'schemeTwice'],
    ['http://https://acme.atlassian.net', 'schemeTwice'],
    ['http://acme.atlassian.net', 'notHttps'],
    ['https://anna:secret@acme.atlassian.net', 'credentialsInAddress'],
    ['http://wiki.acme.example', 'notHttps'],
    ['http://127.0.0.1.evil.example', 'notHttps'],
    ['atlassian.net', 'atlassianItself'],
    ['https://id.atlassian.com/manage-profile', 'atlassianItself'],
    ['api.atlassian.com', 'atlassianItself'],
    ['admin.atlassian.net', 'atlassianItself'],
    ['jira.com', 'atlassianItself'],
    ['https://acme.atlassian.net:8443', 'portInAddress'],
    ['wiki.acme.example:8443', 'portInAddress'],
  ])('%s is refused: %s', (typed, problem) => {
    expect(parseSiteAddress(typed)).toMatchObject({ ok: false, problem });
  });
});

test.each([
  ['https://acme.atlassian.net', 'atlassian'],
  ['https://acme.jira.com', 'atlassian'],
  ['https://wiki.acme.example', 'customDomain'],
  ['https://acme.atlassian.net.evil.example', 'customDomain'],
  ['https://acme-atlassian.net', 'customDomain'],
  ['http://localhost:8080', 'thisMachine'],
  ['https://127.0.0.1.evil.example', 'customDomain'],
])('%s is of the kind %s', (site, kind) => expect(siteKind(site)).toBe(kind));
