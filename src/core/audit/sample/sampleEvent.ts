import type { AuditRecord } from '../auditRecord.ts';
import type { SampleCompany, SamplePerson } from './sampleCompany.ts';
import type { SampleRandom } from './sampleRandom.ts';

/** Where an event of the sample takes place: whoever invents events draws everything from here. */
export interface SampleScene {
  readonly company: SampleCompany;
  readonly random: SampleRandom;
}

/** A record, and how long after the beginning of its story it was written. */
export interface SampleEvent {
  readonly afterMs: number;
  readonly record: AuditRecord;
}

// A type, not an interface: only a type is assignable to the record's index signature.
export type SampleObject = { readonly name: string; readonly objectType: string };

/** What is special about an event; everything else is filled in as Confluence does. */
export interface EventDraft {
  readonly author: SamplePerson | 'System';
  readonly category: string;
  readonly summary: string;
  readonly afterMs?: number;
  readonly address?: string;
  readonly description?: string;
  readonly affected?: SampleObject;
  /** Name, old value, new value. */
  readonly changed?: readonly (readonly [string, string, string])[];
  readonly associated?: readonly SampleObject[];
  /** Members that our schema does not know. */
  readonly unknownFields?: Readonly<Record<string, unknown>>;
}

/** Writes the record of an event, with its members in the order in which Confluence sends them. */
export function sampleEvent({ random }: SampleScene, draft: EventDraft): SampleEvent {
  const { author } = draft;
  const record: AuditRecord = {
    author: author === 'System' ? systemAuthor() : personAuthor(author, random),
    remoteAddress: draft.address ?? (author === 'System' ? '' : usualAddress(author, random)),
    // The true time is set when the event is given its place in the history.
    creationDate: 0,
    summary: draft.summary,
    description: draft.description ?? '',
    category: draft.category,
    sysAdmin: author !== 'System' && author.role === 'administrator',
    ...(random.chance(0.5) ? { superAdmin: false } : {}),
    affectedObject: draft.affected ?? { name: '', objectType: '' },
    changedValues: (draft.changed ?? []).map(([name, oldValue, newValue]) => ({
      name,
      oldValue,
      newValue,
      hiddenOldValue: '',
      hiddenNewValue: '',
    })),
    associatedObjects: [...(draft.associated ?? [])],
    ...draft.unknownFields,
  };
  return { afterMs: draft.afterMs ?? 0, record };
}

/** Almost everybody; most records of a site are by few of them. */
export function anybody({ company, random }: SampleScene): SamplePerson {
  if (random.chance(0.04)) return random.pick(company.guests);
  if (random.chance(0.04)) return random.pick(company.apps);
  if (random.chance(0.12)) return random.pick(company.administrators);
  return company.members[Math.floor(random.fraction() ** 2 * company.members.length)] ?? random.pick(company.members);
}

export function anAdministrator({ company, random }: SampleScene): SamplePerson {
  return random.pick(company.administrators);
}

// Confluence's own doings carry no identity at all.
function systemAuthor(): NonNullable<AuditRecord['author']> {
  return {
    type: 'user',
    displayName: 'System',
    operations: null,
    externalCollaborator: false,
    isExternalCollaborator: false,
    isGuest: false,
    accountType: '',
    publicName: 'Unknown user',
  };
}

function personAuthor(person: SamplePerson, random: SampleRandom): NonNullable<AuditRecord['author']> {
  const guest = person.role === 'guest';
  return {
    type: 'user',
    displayName: person.displayName,
    operations: random.chance(0.02) ? {} : null,
    username: person.accountId,
    userKey: person.userKey,
    accountId: person.accountId,
    accountType: person.role === 'app' ? 'app' : '',
    externalCollaborator: guest,
    isExternalCollaborator: guest,
    // The newest of the three flags is not in every record.
    ...(guest || random.chance(0.9) ? { isGuest: guest } : {}),
    publicName: random.chance(0.9) ? 'Unknown user' : person.displayName,
  };
}

function usualAddress(person: SamplePerson, random: SampleRandom): string {
  return random.chance(0.75) ? person.addresses[0] : random.pick(person.addresses);
}
