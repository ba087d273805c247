import { describe } from 'vitest';
import { ipv4 } from '../../../../../src/core/kql/engine/scalar/ipv4.ts';
import { ipv4Texts } from '../../../../../src/core/kql/engine/scalar/ipv4Texts.ts';
import { testRefused, testScalarCases } from './scalarCases.ts';

describe('addresses and numbers', () => {
  testScalarCases(ipv4, [
    ['parse_ipv4', ['string 192.168.1.1'], 'long 3232235777'],
    ['parse_ipv4', ['string 192.168.1.1/24'], 'long 3232235776'],
    ['parse_ipv4', ['string 255.255.255.255/31'], 'long 4294967294'],
    ['parse_ipv4', ['string 203.0.113.10/0'], 'long 0'],
    ['parse_ipv4', ['string  203.0.113.10'], 'long 3405803786'],
    ...['1.2.3', '1.2.3.4.5', '256.0.0.1', '01.02.03.04', 'nope', '', '1.2.3.4/33'].map(
      (text) => ['parse_ipv4', [`string ${text}`], 'long null'] as const,
    ),
    ['parse_ipv4_mask', ['string 127.0.0.1', 'long 24'], 'long 2130706432'],
    ['parse_ipv4_mask', ['string 127.0.0.1', 'long 33'], 'long null'],
    ['format_ipv4', ['string 192.168.1.1', 'long 24'], 'string 192.168.1.0'],
    ['format_ipv4', ['string 192.168.1.1', 'long 32'], 'string 192.168.1.1'],
    ['format_ipv4', ['string 192.168.1.1/24', 'long 32'], 'string 192.168.1.0'],
    ['format_ipv4', ['string 192.168.1.1/24', 'long -1'], 'string '],
    ['format_ipv4', ['long 3232235777'], 'string 192.168.1.1'],
    ['format_ipv4', ['long 4294967296'], 'string '],
    ['format_ipv4_mask', ['string 192.168.1.1', 'long 24'], 'string 192.168.1.0/24'],
    ['format_ipv4_mask', ['string 192.168.1.1/24', 'long 32'], 'string 192.168.1.0/24'],
    ['format_ipv4_mask', ['string x'], 'string '],
    ['ipv4_netmask_suffix', ['string 10.1.2.3'], 'long 32'],
    ['ipv4_netmask_suffix', ['string 127.0.0.1/16'], 'long 16'],
    ['ipv4_netmask_suffix', ['string x'], 'long null'],
  ]);
});

describe('comparisons and ranges', () => {
  testScalarCases(ipv4, [
    ['ipv4_compare', ['string 192.168.1.0', 'string 192.168.1.0'], 'long 0'],
    ['ipv4_compare', ['string 192.168.1.1/24', 'string 192.168.1.255'], 'long 0'],
    ['ipv4_compare', ['string 192.168.1.1/30', 'string 192.168.1.255/24'], 'long 0'],
    ['ipv4_compare', ['string 192.168.1.1', 'string 192.168.1.0', 'long 31'], 'long 0'],
    ['ipv4_compare', ['string 192.168.1.1', 'string 192.168.1.0'], 'long 1'],
    ['ipv4_compare', ['string 1.1.1.1', 'string 2.0.0.0'], 'long -1'],
    ['ipv4_compare', ['string x', 'string 2.0.0.0'], 'long null'],
    ['ipv4_is_match', ['string 192.168.1.1', 'string 192.168.1.255/24'], 'bool True'],
    ['ipv4_is_match', ['string 192.168.1.1', 'string 192.168.1.255', 'long 24'], 'bool True'],
    ['ipv4_is_match', ['string 192.168.1.1', 'string 192.168.1.255'], 'bool False'],
    ['ipv4_is_match', ['string ', 'string 192.168.1.255'], 'bool null'],
    ['ipv4_is_in_range', ['string 192.168.1.1', 'string 192.168.1.1'], 'bool True'],
    ['ipv4_is_in_range', ['string 192.168.1.1', 'string 192.168.1.255/24'], 'bool True'],
    ['ipv4_is_in_range', ['string 192.168.2.1', 'string 192.168.1.255/24'], 'bool False'],
    ['ipv4_is_in_range', ['string 192.168.2.1', 'string x'], 'bool null'],
    ['ipv4_is_in_any_range', ['string 192.168.1.6', 'string 192.168.1.1/24', 'string 10.0.0.1/8'], 'bool True'],
    ['ipv4_is_in_any_range', ['string 127.0.0.1', 'dynamic ["127.0.0.1","192.168.1.1"]'], 'bool True'],
    ['ipv4_is_in_any_range', ['string 1.1.1.1', 'dynamic ["127.0.0.1/8","192.168.1.1/16"]'], 'bool False'],
    ['ipv4_is_in_any_range', ['string x', 'dynamic ["127.0.0.1"]'], 'bool null'],
    ['ipv4_is_private', ['string 192.168.1.1/24'], 'bool True'],
    ['ipv4_is_private', ['string 10.1.2.3/24'], 'bool True'],
    ['ipv4_is_private', ['string 202.1.2.3'], 'bool False'],
    ['ipv4_is_private', ['string 127.0.0.1'], 'bool False'],
    ['ipv4_is_private', ['string x'], 'bool null'],
    [
      'ipv4_range_to_cidr_list',
      ['string 1.1.128.0', 'string 1.1.140.255'],
      'dynamic ["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"]',
    ],
    ['ipv4_range_to_cidr_list', ['string 0.0.0.0', 'string 255.255.255.255'], 'dynamic ["0.0.0.0/0"]'],
  ]);
  testRefused(ipv4, [
    ['ipv4_is_in_range', ['string 192.0.0.0/8', 'string 192.168.1.255/24']],
    ['ipv4_is_in_any_range', ['string 1.1.1.1', 'dynamic ["127.0.0.1","x"]']],
    ['ipv4_range_to_cidr_list', ['string 2.2.2.2', 'string 1.1.1.1']],
  ]);
});

const LINE = 'string 05:04:54 127.0.0.1 GET /favicon.ico 404';

describe('addresses in texts', () => {
  testScalarCases(ipv4Texts, [
    ['has_ipv4', [LINE, 'string 127.0.0.1'], 'bool True'],
    ['has_ipv4', ['string 05:04:54 127.0.0.256 GET', 'string 127.0.0.256'], 'bool False'],
    ['has_ipv4', ['string 05:04:54127.0.0.1 GET', 'string 127.0.0.1'], 'bool False'],
    ['has_ipv4', ['string from: 192.168.1.1, 10.1.1.115 and 10.1.1.201.', 'string 10.1.1.201'], 'bool True'],
    ['has_ipv4', ['string from: 192.168.1.1, 10.1.1.115', 'string 10.1.1.11'], 'bool False'],
    ['has_ipv4', ['string ', 'string 10.1.1.11'], 'bool False'],
    ['has_any_ipv4', [LINE, 'dynamic ["127.0.0.1","127.0.0.2"]'], 'bool True'],
    ['has_any_ipv4', [LINE, 'string 127.0.0.3', 'string 127.0.0.2'], 'bool False'],
    ['has_ipv4_prefix', [LINE, 'string 127.0.'], 'bool True'],
    ['has_ipv4_prefix', [LINE, 'string 127.0'], 'bool False'],
    ['has_ipv4_prefix', [LINE, 'string 127.0.0.1'], 'bool True'],
    ['has_ipv4_prefix', ['string 05:04:54 127.0.0.256 GET', 'string 127.0.'], 'bool False'],
    ['has_ipv4_prefix', ['string 05:04:54127.0.0.1 GET', 'string 127.0.'], 'bool False'],
    ['has_any_ipv4_prefix', [LINE, 'string 127.0.', 'string 192.168.'], 'bool True'],
    ['has_any_ipv4_prefix', [LINE, 'dynamic ["127.0","192.168."]'], 'bool False'],
  ]);
  testRefused(ipv4Texts, [['has_ipv4', ['string version 1.2.3.4.5', 'string 1.2.3.4']]]);
});
