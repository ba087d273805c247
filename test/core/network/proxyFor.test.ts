import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { NetworkSettings } from '../../../src/core/network/networkSettings.ts';
import { type ProxyChoice, proxyFor } from '../../../src/core/network/proxyFor.ts';

const SITE = 'https://acme.atlassian.net/wiki';
const NONE: NetworkSettings = { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] };

/** One line for a choice, as a diagnostic would have it. */
function inWords(choice: ProxyChoice): string {
  if (choice.kind === 'proxy') return `${choice.proxy.origin} from ${choice.source}`;
  if (choice.kind === 'unusable') return `${choice.problem} in ${choice.source}`;
  return choice.reason === 'excluded' ? `direct: ${choice.rule} of ${choice.source}` : `direct: ${choice.reason}`;
}

describe('what configures the proxy', () => {
  test.each<[string, Partial<NetworkSettings>]>([
    ['direct: notConfigured', {}],
    ['direct: notConfigured', { environment: { https_proxy: '', HTTPS_PROXY: ' ' } }],
    ['direct: notConfigured', { noProxy: ['*'], environment: { NO_PROXY: '*' } }],
    ['http://one:1 from http.proxy', { proxy: 'http://one:1', environment: { https_proxy: 'http://two:2' } }],
    ['http://a:1 from https_proxy', { environment: { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' } }],
    ['http://b:2 from HTTPS_PROXY', { environment: { HTTPS_PROXY: 'http://b:2', http_proxy: 'http://c:3' } }],
    ['http://c:3 from http_proxy', { environment: { http_proxy: 'http://c:3', HTTP_PROXY: 'http://d:4' } }],
    ['http://d:4 from HTTP_PROXY', { environment: { HTTP_PROXY: 'http://d:4', ALL_PROXY: 'http://e:5' } }],
    ['http://e:5 from ALL_PROXY', { environment: { ALL_PROXY: 'http://e:5' } }],
    ['schemeNotSupported in all_proxy', { environment: { all_proxy: 'socks5://f:6' } }],
  ])('%s', (expected, settings) => {
    expect(inWords(proxyFor(SITE, { ...NONE, ...settings }))).toBe(expected);
  });
});

describe('what is excluded from it', () => {
  test.each<[string, string, Partial<NetworkSettings>]>([
    ['https://localhost:8443', 'direct: thisMachine', {}],
    ['https://127.0.0.1', 'direct: thisMachine', {}],
    ['https://127.0.0.2', 'direct: thisMachine', {}],
    ['https://localhost.', 'direct: thisMachine', {}],
    ['https://[::1]:8443', 'direct: thisMachine', {}],
    ['https://[::ffff:127.0.0.1]', 'direct: thisMachine', {}],
    ['https://localhost.example', 'http://proxy from http.proxy', {}],
    [SITE, 'direct: * of http.noProxy', { noProxy: ['*'] }],
    [SITE, 'direct: atlassian.net of http.noProxy', { noProxy: ['other.example', 'atlassian.net'] }],
    [SITE, 'direct: .atlassian.net of http.noProxy', { noProxy: ['.atlassian.net'] }],
    [SITE, 'direct: *.Atlassian.NET  of http.noProxy', { noProxy: ['*.Atlassian.NET '] }],
    [SITE, 'direct: acme.atlassian.net of http.noProxy', { noProxy: ['acme.atlassian.net'] }],
    [SITE, 'direct: atlassian.net:443 of http.noProxy', { noProxy: ['atlassian.net:443'] }],
    [SITE, 'http://proxy from http.proxy', { noProxy: ['atlassian.net:8443'] }],
    [SITE, 'http://proxy from http.proxy', { noProxy: ['lassian.net', 'acme', 'acme.*', '', 'x.acme.atlassian.net'] }],
    ['https://[fd00::7]:8443', 'direct: [fd00::7]:8443 of http.noProxy', { noProxy: ['[fd00::7]:8443'] }],
    ['https://10.1.2.3', 'direct: 10.1.2.3 of http.noProxy', { noProxy: ['10.1.2.3'] }],
    // Neither VS Code nor we know address ranges.
    ['https://10.1.2.3', 'http://proxy from http.proxy', { noProxy: ['10.0.0.0/8'] }],
    [SITE, 'direct: .net of no_proxy', { environment: { no_proxy: 'a.example, .net', NO_PROXY: '*' } }],
    [SITE, 'direct: atlassian.net of NO_PROXY', { environment: { NO_PROXY: 'a.example,atlassian.net' } }],
    [SITE, 'http://proxy from http.proxy', { noProxy: ['a.example'], environment: { NO_PROXY: '*' } }],
    [SITE, 'direct: * of http.noProxy', { proxy: 'socks://proxy', noProxy: ['*'] }],
  ])('%s: %s', (url, expected, settings) => {
    expect(inWords(proxyFor(url, { ...NONE, proxy: 'http://proxy', ...settings }))).toBe(expected);
  });
});

describe('the address of a proxy', () => {
  test.each<[string, string, string?]>([
    ['http://proxy.corp:3128', 'http://proxy.corp:3128'],
    ['http://Proxy.Corp:3128/', 'http://proxy.corp:3128'],
    ['https://proxy.corp', 'https://proxy.corp'],
    ['http://[fd00::1]:3128', 'http://[fd00::1]:3128'],
    ['proxy.corp:3128', 'http://proxy.corp:3128'],
    ['ann:secret@proxy.corp:3128', 'http://proxy.corp:3128', 'ann:secret'],
    ['http://ann:secret@proxy.corp:3128', 'http://proxy.corp:3128', 'ann:secret'],
    ['http://corp%5Cann:s%40cr%3At%25@proxy.corp', 'http://proxy.corp', 'corp\\ann:s@cr:t%'],
    ['http://ann:50%secret@proxy.corp', 'http://proxy.corp', 'ann:50%secret'],
    ['http://ann:se@cret@proxy.corp', 'http://proxy.corp', 'ann:se@cret'],
    ['http://ann:geheimnißecret@proxy.corp', 'http://proxy.corp', 'ann:geheimnißecret'],
    ['http://ann@proxy.corp', 'http://proxy.corp', 'ann:'],
    ['socks5://ann:secret@proxy.corp:1080', 'schemeNotSupported'],
    ['pac+https://proxy.corp/script', 'schemeNotSupported'],
    ['http://wpad.corp/proxy.pac', 'schemeNotSupported'],
    ['http://wpad.corp/wpad.dat', 'schemeNotSupported'],
    ['http://ann:80/secret@proxy.corp', 'notAnAddress'],
    ['http://ann:80?secret@proxy.corp', 'notAnAddress'],
    ['http://ann:80#secret@proxy.corp', 'notAnAddress'],
    ['http://ann:se/cret@proxy.corp', 'notAnAddress'],
    ['http://ann:secret@pro xy', 'notAnAddress'],
    ['http://', 'notAnAddress'],
  ])('%s', (address, expected, credential) => {
    const choice = proxyFor(SITE, { ...NONE, proxy: address });
    const given = choice.kind === 'proxy' ? choice.proxy.authorization() : undefined;
    expect(choice.kind === 'unusable' ? choice.problem : choice.kind === 'proxy' && choice.proxy.origin).toBe(expected);
    expect(given && Buffer.from(given.replace('Basic ', ''), 'base64').toString()).toBe(credential);
    expect(JSON.stringify(choice) + inspect(choice, { depth: 9, showHidden: true })).not.toMatch(/ecret|ann/);
  });
});
