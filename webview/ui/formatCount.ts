/** A whole number as the display language writes it. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(document.documentElement.lang || undefined).format(count);
}
