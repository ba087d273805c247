import { foreignAddress, newColleague } from './sampleCompany.ts';
import { anAdministrator, type SampleEvent, type SampleScene, sampleEvent } from './sampleEvent.ts';
import { userObject } from './sampleObjects.ts';

// Stories of accounts in the wrong hands.

const PEOPLE = 'Users and groups';

/** Somebody has a member's password, comes from everywhere, and does what only administrators do. */
export function accountTakenOver(scene: SampleScene): readonly SampleEvent[] {
  const { company, random } = scene;
  const author = random.pick(company.members);
  const deed = (afterMs: number, category: string, summary: string) => {
    return { author, address: foreignAddress(random), afterMs, category, summary };
  };
  const app = { name: random.pick(company.apps).displayName, objectType: 'App' };
  const group = { name: random.pick(company.groups), objectType: 'Group' };
  return [
    { ...deed(0, PEOPLE, 'User details updated'), affected: userObject(author) },
    { ...deed(240_000, 'Apps', 'App installed'), affected: app },
    {
      ...deed(560_000, 'Global administration', 'Global settings changed'),
      changed: [['Remote API', 'off', 'on']] as const,
    },
    {
      ...deed(610_000, 'Permissions', 'Global permission added'),
      affected: group,
      changed: [['Type', '', 'Create Space']] as const,
    },
    { ...deed(1_300_000, 'Spaces', 'Space exported'), affected: { name: 'Product Management', objectType: 'Space' } },
  ].map((draft) => sampleEvent(scene, draft));
}

/** An account that was closed minutes ago comes back, and becomes an administrator. */
export function leaverReactivated(scene: SampleScene): readonly SampleEvent[] {
  const author = anAdministrator(scene);
  const address = foreignAddress(scene.random);
  const person = userObject(scene.random.pick(scene.company.members));
  const group = { name: scene.company.administratorGroup, objectType: 'Group' };
  return [
    sampleEvent(scene, { author: 'System', category: PEOPLE, summary: 'User deactivated' }),
    sampleEvent(scene, {
      afterMs: 35,
      author: 'System',
      category: PEOPLE,
      summary: 'User details updated',
      affected: person,
      changed: [['Active', 'Yes', 'No']],
    }),
    sampleEvent(scene, {
      afterMs: 660_000,
      author,
      address,
      category: PEOPLE,
      summary: 'User reactivated',
      affected: person,
      changed: [['Active', 'No', 'Yes']],
    }),
    sampleEvent(scene, {
      afterMs: 735_000,
      author,
      address,
      category: PEOPLE,
      summary: 'User added to group',
      affected: group,
      associated: [person],
    }),
  ];
}

/** An account that is made for one export, and is gone when it is done. */
export function shortLivedAccount(scene: SampleScene): readonly SampleEvent[] {
  const author = anAdministrator(scene);
  const address = foreignAddress(scene.random);
  const colleague = newColleague(scene.random);
  const person = userObject(colleague);
  const space = { name: 'Finance', objectType: 'Space' };
  const permission = {
    author,
    address,
    category: 'Permissions',
    affected: space,
    changed: [['Type', '', 'Export Space']] as const,
    associated: [person],
  };
  return [
    { author: 'System' as const, category: PEOPLE, summary: 'User created', affected: person },
    { ...permission, afterMs: 120_000, summary: 'Space permission added' },
    { author: colleague, address, afterMs: 330_000, category: 'Spaces', summary: 'Space exported', affected: space },
    { ...permission, afterMs: 600_000, summary: 'Space permission removed' },
    { author, address, afterMs: 840_000, category: PEOPLE, summary: 'User deleted', affected: person },
  ].map((draft) => sampleEvent(scene, draft));
}
