import { createSampleRandom, type SampleRandom } from './sampleRandom.ts';

export interface SamplePerson {
  readonly displayName: string;
  readonly email: string;
  readonly accountId: string;
  readonly userKey: string;
  readonly role: 'administrator' | 'member' | 'guest' | 'app';
  /** Where they usually work from; the first is the most usual. */
  readonly addresses: readonly [string, ...string[]];
}

export interface SampleSpace {
  readonly key: string;
  readonly name: string;
}

/** The invented company behind the sample records. */
export interface SampleCompany {
  readonly administrators: readonly SamplePerson[];
  readonly members: readonly SamplePerson[];
  readonly guests: readonly SamplePerson[];
  readonly apps: readonly SamplePerson[];
  readonly spaces: readonly SampleSpace[];
  /** As Confluence writes them: the name, a colon, a UUID. */
  readonly groups: readonly string[];
  readonly administratorGroup: string;
}

export function createSampleCompany(seed: number): SampleCompany {
  const random = createSampleRandom(seed, 0xc0);
  return {
    administrators: ADMINISTRATORS.map((name) => person(name, 'administrator', random)),
    members: MEMBERS.map((name) => person(name, 'member', random)),
    guests: GUESTS.map((name) => person(name, 'guest', random)),
    apps: APPS.map((name) => person(name, 'app', random)),
    spaces: SPACES.map(([key, name]) => ({ key, name })),
    groups: GROUPS.map((name) => `${name}:${random.uuid()}`),
    administratorGroup: `confluence-administrators:${random.uuid()}`,
  };
}

/** Somebody who joins the company: the names of two colleagues, put together anew. */
export function newColleague(random: SampleRandom): SamplePerson {
  const given = random.pick(MEMBERS).split(' ')[0] ?? '';
  const family = random.pick(MEMBERS).split(' ').slice(1).join(' ');
  return person(`${given} ${family}`, 'member', random);
}

/** An address that belongs to nobody at the company. */
export function foreignAddress(random: SampleRandom): string {
  return `203.0.113.${1 + random.below(254)}`;
}

const ADMINISTRATORS = ['Ingrid Halvorsen', 'Tomasz Wiśniewski', 'Priya Raghunathan'];
const MEMBERS = [
  'Amélie Fournier',
  'Bram van der Linden',
  'Chidi Okonjo',
  'Dimitra Papadaki',
  'Emre Yıldırım',
  'Freya Lindqvist',
  'Goran Petrović',
  'Hana Suzuki',
  'Isabel Carvalho',
  'Jonas Brandt',
  'Kateryna Bondar',
  'Liam O’Rourke',
  'Mei-Ling Zhao',
  'Noor al-Hassan',
  'Oskar Järvinen',
  'Paolo Ferrante',
  'Quyen Tran',
  'Rosa Delgado Núñez',
  'Sanjay Menon',
  'Teresa Kowalczyk',
  'Umut Demir',
  'Valentina Rossi',
  'Wanjiru Kamau',
  'Yusuf Adeyemi',
];
const GUESTS = ['Lena Auerbach (Auerbach Consulting)', 'Mikkel Dahl (Dahl & Søn)'];
const APPS = ['Rota Planner for Confluence', 'Slide Importer', 'Backup Robot'];
const SPACES: readonly (readonly [string, string])[] = [
  ['ENG', 'Engineering'],
  ['OPS', 'Operations'],
  ['HR', 'People and Culture'],
  ['FIN', 'Finance'],
  ['LEGAL', 'Legal & Compliance'],
  ['SALES', 'Sales'],
  ['SUP', 'Customer Support'],
  ['PROD', 'Product Management'],
  ['SEC', 'Information Security'],
  ['QA', 'Quality Assurance'],
  ['LAB', 'Instrument Laboratory'],
  ['BOARD', 'Board Papers'],
  ['ONB', 'Onboarding'],
  ['VERTRIEB', 'Vertrieb DACH – Übersicht'],
];
const GROUPS = [
  'confluence-users',
  'confluence-guests',
  'engineering',
  'finance-team',
  'people-team',
  'support-agents',
  'contractors: night shift',
];

function person(displayName: string, role: SamplePerson['role'], random: SampleRandom): SamplePerson {
  const local = displayName
    .replace(/\(.*\)/u, '')
    .normalize('NFKD')
    .replace(/[^a-zA-Z ]/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll(' ', '.');
  return {
    displayName,
    email: `${local}@example.com`,
    accountId: random.chance(0.5) ? `712020:${random.uuid()}` : `5f${random.hex(22)}`,
    userKey: `8a7f${random.hex(28)}`,
    role,
    addresses: [officeAddress(random), homeAddress(random)],
  };
}

// Addresses of the blocks that RFC 5737 and RFC 3849 set aside for documentation.
function officeAddress(random: SampleRandom): string {
  return `192.0.2.${10 + random.below(6)}`;
}

function homeAddress(random: SampleRandom): string {
  if (random.chance(0.3)) return `2001:db8:${random.hex(4)}::${random.hex(4)}`;
  return `198.51.100.${1 + random.below(254)}`;
}
