/** Punycode as RFC 3492 has it. */
const [BASE, T_MIN, T_MAX, SKEW, DAMP, INITIAL_BIAS, INITIAL_N] = [36, 1, 26, 38, 700, 72, 128];
const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function toPunycode(text: string): string {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  let output = codes
    .filter((code) => code < INITIAL_N)
    .map((code) => String.fromCodePoint(code))
    .join('');
  const basicCount = output.length;
  if (basicCount > 0) output += '-';
  let [n, delta, bias, handled] = [INITIAL_N, 0, INITIAL_BIAS, basicCount];
  while (handled < codes.length) {
    const next = Math.min(...codes.filter((code) => code >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const code of codes) {
      if (code < n) delta++;
      if (code !== n) continue;
      output += variableLength(delta, bias);
      bias = adapt(delta, { count: handled + 1, isFirst: handled === basicCount });
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/** Undefined for a text that is no Punycode. */
export function fromPunycode(text: string): string | undefined {
  const lastDelimiter = text.lastIndexOf('-');
  const output = [...text.slice(0, Math.max(lastDelimiter, 0))].map((character) => character.codePointAt(0) ?? 0);
  if (output.some((code) => code >= INITIAL_N)) return undefined;
  let [n, index, bias, at] = [INITIAL_N, 0, INITIAL_BIAS, lastDelimiter + 1];
  while (at < text.length) {
    const before = index;
    for (let [weight, k] = [1, BASE]; ; k += BASE) {
      const digit = DIGITS.indexOf((text[at++] ?? ' ').toLowerCase());
      if (digit === -1) return undefined;
      index += digit * weight;
      const threshold = thresholdAt(k, bias);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const count = output.length + 1;
    bias = adapt(index - before, { count, isFirst: before === 0 });
    n += Math.floor(index / count);
    index %= count;
    if (n > 0x10ffff) return undefined;
    output.splice(index++, 0, n);
  }
  return String.fromCodePoint(...output);
}

/** Labels with other characters than ASCII are encoded. */
export function domainToPunycode(domain: string): string {
  const labels = domain.split(/[.\u3002\uff0e\uff61]/);
  return labels.map((label) => (label === asciiOf(label) ? label : `xn--${toPunycode(label)}`)).join('.');
}

/** Empty where a label is no Punycode though it says so. */
export function domainFromPunycode(domain: string): string {
  const labels = domain.split('.').map((label) => (/^xn--/i.test(label) ? fromPunycode(label.slice(4)) : label));
  return labels.includes(undefined) ? '' : labels.join('.');
}

function asciiOf(text: string): string {
  return text.replace(/[^\0-\x7f]/g, '');
}

function variableLength(delta: number, bias: number): string {
  let [rest, digits] = [delta, ''];
  for (let k = BASE; ; k += BASE) {
    const threshold = thresholdAt(k, bias);
    if (rest < threshold) return digits + (DIGITS[rest] ?? '');
    digits += DIGITS[threshold + ((rest - threshold) % (BASE - threshold))] ?? '';
    rest = Math.floor((rest - threshold) / (BASE - threshold));
  }
}

function thresholdAt(k: number, bias: number): number {
  return Math.min(Math.max(k - bias, T_MIN), T_MAX);
}

function adapt(delta: number, { count, isFirst }: { readonly count: number; readonly isFirst: boolean }): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
