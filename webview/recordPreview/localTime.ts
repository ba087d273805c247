/** Epoch milliseconds as the value of a datetime-local input, in the zone of this machine, to the minute. */
export function toLocalInput(epochMs: number): string {
  const date = new Date(epochMs);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The value of a datetime-local input as epoch milliseconds; undefined when it is incomplete. */
export function fromLocalInput(value: string): number | undefined {
  const epochMs = new Date(value).getTime();
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
