/** What the queries of a document run on, as it is remembered: names of things, never records. */
export type DataChoice =
  | { readonly kind: 'sample' }
  /** What was last read of an organization for its preview. */
  | { readonly kind: 'preview'; readonly organizationId: string }
  /** What was synced to a local folder. */
  | { readonly kind: 'folder'; readonly destinationId: string }
  /** An absolute path. */
  | { readonly kind: 'file'; readonly file: string };

/** For whatever nobody has chosen anything else for: it is there without any account. */
export const SAMPLE_CHOICE: DataChoice = { kind: 'sample' };

/** Reads what was stored, perhaps by another version. */
export function readDataChoice(value: unknown): DataChoice | undefined {
  // Every member is checked below before it is used.
  const stored = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { kind, organizationId, destinationId, file } = stored;
  if (kind === 'sample') return SAMPLE_CHOICE;
  if (kind === 'preview' && typeof organizationId === 'string') return { kind, organizationId };
  if (kind === 'folder' && typeof destinationId === 'string') return { kind, destinationId };
  return kind === 'file' && typeof file === 'string' ? { kind, file } : undefined;
}
