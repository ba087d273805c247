/** A stream of numbers that looks random and is the same for the same seeds. */
export interface SampleRandom {
  /** At least 0, below 1. */
  readonly fraction: () => number;
  /** A whole number, at least 0, below `limit`. */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly hex: (digits: number) => string;
  readonly uuid: () => string;
}

/** Every list of seeds gives a stream of its own, so that any hour of a history can be made without the ones before. */
export function createSampleRandom(...seeds: readonly number[]): SampleRandom {
  let state = seeds.reduce(mixed, 0x2f6e2b1);

  // The generator known as mulberry32: small, quick, and good enough for samples.
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += below(2 ** 28)
        .toString(16)
        .padStart(7, '0');
    return text.slice(0, digits);
  };

  return {
    fraction,
    below,
    chance: (probability) => fraction() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

// Takes both halves of a seed, since times in milliseconds are wider than 32 bits.
function mixed(state: number, seed: number): number {
  const high = Math.floor(seed / 2 ** 32);
  return scrambled(scrambled(state ^ seed) ^ high);
}

function scrambled(value: number): number {
  let mixing = value | 0;
  mixing = Math.imul(mixing ^ (mixing >>> 16), 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return mixing ^ (mixing >>> 16);
}
