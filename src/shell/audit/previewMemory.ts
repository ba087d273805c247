import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../../core/audit/auditRecord.ts';

/** The records that a preview has read, newest first. They are in memory, and nowhere else. */
export interface KeptPreview {
  /** New for each reading. */
  readonly id: string;
  readonly site: string;
  readonly records: readonly PreviewedRecord[];
  /** Epoch milliseconds. */
  readonly readAtMs: number;
}

export interface PreviewedRecord {
  readonly record: AuditRecord;
  /** See recordKey.ts. */
  readonly key: string;
}

/** The latest preview of each organization, for queries to run on. */
export interface PreviewMemory {
  keep(organizationId: string, preview: Omit<KeptPreview, 'id'>): void;
  latest(organizationId: string): KeptPreview | undefined;
  /** Forgets those of all other organizations. */
  keepOnly(organizationIds: readonly string[]): void;
}

export function createPreviewMemory(): PreviewMemory {
  /** The oldest first. */
  const kept = new Map<string, KeptPreview>();
  return {
    keep(organizationId, preview) {
      kept.delete(organizationId);
      kept.set(organizationId, { id: randomUUID(), ...preview });
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_PREVIEWS) break;
        kept.delete(oldest);
      }
    },
    latest: (organizationId) => kept.get(organizationId),
    keepOnly(organizationIds) {
      for (const id of kept.keys()) if (!organizationIds.includes(id)) kept.delete(id);
    },
  };
}

/** A preview may take some tens of megabytes. */
const MAX_PREVIEWS = 3;
