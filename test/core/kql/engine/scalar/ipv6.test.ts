import { describe } from 'vitest';
import { ipv6 } from '../../../../../src/core/kql/engine/scalar/ipv6.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

const LOCAL = 'fe80::85d:e82c:9446:7994';

describe('parse_ipv6 and parse_ipv6_mask', () => {
  testScalarCases(ipv6, [
    ['parse_ipv6', ['string 192.168.255.255'], 'string 0000:0000:0000:0000:0000:ffff:c0a8:ffff'],
    ['parse_ipv6', ['string 192.168.255.255/24'], 'string 0000:0000:0000:0000:0000:ffff:c0a8:ff00'],
    ['parse_ipv6', ['string ::ffff:1.2.3.4/24'], 'string 0000:0000:0000:0000:0000:ffff:0102:0300'],
    ['parse_ipv6', ['string 1.2.3.4/0'], 'string 0000:0000:0000:0000:0000:ffff:0000:0000'],
    ['parse_ipv6', ['string 2001:DB8::10'], 'string 2001:0db8:0000:0000:0000:0000:0000:0010'],
    ['parse_ipv6', ['string 2001:db8:0:0:1::'], 'string 2001:0db8:0000:0000:0001:0000:0000:0000'],
    ['parse_ipv6', ['string ::'], 'string 0000:0000:0000:0000:0000:0000:0000:0000'],
    ['parse_ipv6', ['string fe80::1%eth0'], 'string fe80:0000:0000:0000:0000:0000:0000:0001'],
    ['parse_ipv6', ['string 2001:db8::10/17'], 'string 2001:0000:0000:0000:0000:0000:0000:0000'],
    ['parse_ipv6', ['string 2001:db8::10/128'], 'string 2001:0db8:0000:0000:0000:0000:0000:0010'],
    ...['1:2:3:4:5:6:7:8:9', 'gggg::1', '1::2::3', 'nope', '', '2001:db8::10/129', '256.1.1.1', '1.2.3.4/33'].map(
      (text) => ['parse_ipv6', [`string ${text}`], 'string '] as const,
    ),
    ['parse_ipv6', ['string ::ffff:1.2.3.4/120'], 'string '],
    ['parse_ipv6_mask', ['string 192.168.255.255', 'long 120'], 'string 0000:0000:0000:0000:0000:ffff:c0a8:ff00'],
    ['parse_ipv6_mask', ['string 192.168.255.255/24', 'long 124'], 'string 0000:0000:0000:0000:0000:ffff:c0a8:ff00'],
    ['parse_ipv6_mask', [`string ${LOCAL}/120`, 'long 124'], 'string fe80:0000:0000:0000:085d:e82c:9446:7900'],
    ['parse_ipv6_mask', ['string ::192.168.255.255', 'long 128'], 'string 0000:0000:0000:0000:0000:ffff:c0a8:ffff'],
    ['parse_ipv6_mask', [`string ${LOCAL}`, 'long 129'], 'string '],
  ]);
});

describe('comparisons and ranges', () => {
  testScalarCases(ipv6, [
    ['ipv6_compare', ['string 192.168.1.1/24', 'string 192.168.1.255'], 'long 0'],
    ['ipv6_compare', [`string ${LOCAL}/120`, 'string fe80::85d:e82c:9446:7998'], 'long 0'],
    ['ipv6_compare', [`string ${LOCAL}`, 'string fe80::85d:e82c:9446:7995'], 'long -1'],
    ['ipv6_compare', [`string ${LOCAL}`, 'string fe80::85d:e82c:9446:7995', 'long 127'], 'long 0'],
    ['ipv6_compare', ['string ::192.168.1.1/30', 'string 192.168.1.255/24', 'long 127'], 'long 0'],
    ['ipv6_compare', ['string x', 'string ::1'], 'long null'],
    ['ipv6_is_match', ['string 192.168.1.1', 'string ::ffff:c0a8:0101'], 'bool True'],
    ['ipv6_is_match', ['string ::ffff:c0a8:0101', 'string 192.168.1.255/24'], 'bool True'],
    ['ipv6_is_match', ['string ::1', 'string ::2'], 'bool False'],
    ['ipv6_is_match', ['string ::1', 'string '], 'bool null'],
    [
      'ipv6_is_in_range',
      ['string a5e:f127:8a9d:146d:e102:b5d3:c755:abcd', 'string a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112'],
      'bool True',
    ],
    [
      'ipv6_is_in_range',
      ['string a5e:f127:8a9d:146d:e102:b5d3:c755:abcd', 'string 0:0:0:0:0:ffff:c0a8:ac/60'],
      'bool False',
    ],
    ['ipv6_is_in_any_range', ['string ::1', 'dynamic ["::2","::1"]'], 'bool True'],
    ['ipv6_is_in_any_range', ['string ::1', 'string ::2', 'string ::3'], 'bool False'],
  ]);
  testRefused(ipv6, [['ipv6_is_in_range', ['string ::/8', 'string ::1']]]);
});
