export interface Ipv4Network {
  /** From 0 to 2^32 - 1. */
  readonly address: number;
  /** How many of the highest bits count. */
  readonly prefix: number;
}

const OCTET = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4 = new RegExp(String.raw`^\s*${OCTET}\.${OCTET}\.${OCTET}\.${OCTET}(?:\/(3[0-2]|[12]?\d))?\s*$`);

/** Undefined for a text that is no address. An octet with leading zeros is none. */
export function parseIpv4(text: string): Ipv4Network | undefined {
  const match = IPV4.exec(text);
  if (match === null) return undefined;
  const address = match.slice(1, 5).reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { address, prefix: Number(match[5] ?? 32) };
}

export function maskedIpv4({ address }: Ipv4Network, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return address - (address % size);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

/** The fewest networks that together are all addresses from the first to the last. */
export function ipv4Ranges(first: number, last: number): readonly string[] {
  const ranges: string[] = [];
  for (let start = first; start <= last; ) {
    let prefix = 32;
    while (prefix > 0 && start % 2 ** (33 - prefix) === 0 && start + 2 ** (33 - prefix) - 1 <= last) prefix--;
    ranges.push(`${formatIpv4(start)}/${prefix}`);
    start += 2 ** (32 - prefix);
  }
  return ranges;
}
