import { describe, expect, test } from 'vitest';
import { runQuery, table } from '../runQuery.ts';

const SITES = `let sites = datatable(network: string, team: string, site: string)[
  "10.0.0.0/8", "a", "campus",
  "10.20.0.0/16", "b", "lab",
  "172.16.5.9", "a", "printer",
  "no network", "a", "nothing",
  "fd00:12::/32", "a", "tunnel"];`;
const VISITS = 'datatable(ip: string, team: string)["10.20.1.1", "b", "172.16.5.9", "a", "8.8.4.4", "a", "?", "b"]';

describe('ipv4_lookup', () => {
  test('gives the rows whose address is in a network, once for each', () => {
    expect(
      table(`${SITES} ${VISITS} | evaluate ipv4_lookup(sites, ip, network) | project ip, site | sort by site asc`),
    ).toEqual(['ip:string site:string', '10.20.1.1 campus', '10.20.1.1 lab', '172.16.5.9 printer']);
  });

  test('compares further keys, and gives their columns once', () => {
    expect(table(`${SITES} ${VISITS} | evaluate ipv4_lookup(sites, ip, network, team)`)).toEqual([
      'ip:string team:string network:string site:string',
      '10.20.1.1 b 10.20.0.0/16 lab',
      '172.16.5.9 a 172.16.5.9 printer',
    ]);
  });

  test.each(['true', 'return_unmatched = true'])('gives rows without a match with %s', (flag) => {
    const query = `${VISITS} | evaluate ipv4_lookup(sites, ip, network, team, ${flag}) | project ip, site`;
    expect(table(`${SITES} ${query}`).slice(1)).toEqual(['10.20.1.1 lab', '172.16.5.9 printer', '8.8.4.4 ', '? ']);
  });

  test('numbers a column that both tables have', () => {
    const query = 'datatable(site: string)["172.16.5.9"] | evaluate ipv4_lookup(sites, site, network)';
    expect(table(`${SITES} ${query}`)).toEqual([
      'site:string network:string team:string site1:string',
      '172.16.5.9 172.16.5.9 a printer',
    ]);
  });

  test('refuses a network that is larger than one in the table', () => {
    const query = 'datatable(ip: string)["10.0.0.0/7"] | evaluate ipv4_lookup(sites, ip, network)';
    expect(() => runQuery(`${SITES} ${query}`)).toThrow(/larger/);
  });
});

test('ipv6_lookup', () => {
  const query =
    'datatable(ip: string)["fd00:12:0:7::1", "fd00:13::1"] | evaluate ipv6_lookup(sites, ip, network, true)';
  expect(table(`${SITES} ${query} | project ip, site`).slice(1)).toEqual(['fd00:12:0:7::1 tunnel', 'fd00:13::1 ']);
});
