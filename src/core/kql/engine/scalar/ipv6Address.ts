import { parseIpv4 } from './ipv4Address.ts';

export interface Ipv6Network {
  /** From 0 to 2^128 - 1. */
  readonly address: bigint;
  /** How many of the highest bits count. */
  readonly prefix: number;
}

const IPV6 = /^\s*([\da-f:.]+)(?:%[\w.-]+)?(?:\/(\d{1,3}))?\s*$/i;

/**
 * Undefined for a text that is no address. Where the address ends like one of IPv4, its prefix is one of IPv4 too, and
 * nothing before it but `::` means the address of IPv4 itself.
 */
export function parseIpv6(text: string): Ipv6Network | undefined {
  const match = IPV6.exec(text);
  if (match === null) return undefined;
  const [, written = '', prefix] = match;
  const tail = written.slice(written.lastIndexOf(':') + 1);
  const isDotted = tail.includes('.');
  const address = isDotted ? dottedAddress(written.slice(0, -tail.length), tail) : addressOf(written);
  const bits = Number(prefix ?? 128) + (isDotted && prefix !== undefined ? 96 : 0);
  return address === undefined || bits > 128 ? undefined : { address, prefix: bits };
}

export function maskedIpv6({ address }: Ipv6Network, prefix: number): bigint {
  const hidden = 128n - BigInt(prefix);
  return (address >> hidden) << hidden;
}

/** All eight groups with four digits each. */
export function formatIpv6(address: bigint): string {
  const digits = address.toString(16).padStart(32, '0');
  return (digits.match(/.{4}/g) ?? []).join(':');
}

const MAPPED = '::ffff:';

function dottedAddress(before: string, dotted: string): bigint | undefined {
  const ipv4 = parseIpv4(dotted);
  if (ipv4 === undefined) return undefined;
  const groups = [Math.floor(ipv4.address / 65_536), ipv4.address % 65_536].map((group) => group.toString(16));
  return addressOf((before === '' || before === '::' ? MAPPED : before) + groups.join(':'));
}

function addressOf(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [start = [], end = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - start.length - end.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...start, ...new Array<string>(missing).fill('0'), ...end];
  if (groups.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined;
  return BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`);
}
