import { describe, expect, test } from 'vitest';
import { parseSiteAddress } from '../../../src/core/organization/siteAddress.ts';

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
    ['https://example.com', 'anotherHost'],
    ['atlassian.net', 'anotherHost'],
    ['https://acme.atlassian.net.evil.example', 'anotherHost'],
    ['https://acme-atlassian.net', 'anotherHost'],
    ['https://acme.atlassian.net:8443', 'anotherHost'],
    ['http://127.0.0.1.evil.example', 'anotherHost'],
    ['2130706433.evil', 'anotherHost'],
  ])('%s is refused: %s', (typed, problem) => {
    expect(parseSiteAddress(typed)).toMatchObject({ ok: false, problem });
  });
});
