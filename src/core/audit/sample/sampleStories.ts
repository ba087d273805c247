import { accountTakenOver, leaverReactivated, shortLivedAccount } from './accountStories.ts';
import { appInstalledAndBusy, restrictionsRemovedByGuest, spacesDeleted } from './contentStories.ts';
import { foreignAddress } from './sampleCompany.ts';
import { anAdministrator, type SampleEvent, type SampleScene, sampleEvent } from './sampleEvent.ts';
import { aPage, aSpace, userObject } from './sampleObjects.ts';
import { hostileTitles } from './sampleTitles.ts';

/** Something out of the ordinary, for a hunter to find among the everyday records. */
export interface SampleStory {
  readonly name: string;
  readonly hours: 'office' | 'night';
  /** The events of a story end within half an hour of its beginning. */
  readonly events: (scene: SampleScene) => readonly SampleEvent[];
}

export const sampleStories: readonly SampleStory[] = [
  { name: 'Anonymous access granted', hours: 'office', events: anonymousAccess },
  { name: 'Administrator added', hours: 'night', events: administratorAdded },
  { name: 'Mass permission changes', hours: 'office', events: massPermissionChanges },
  { name: 'Spaces exported from a new address', hours: 'night', events: spacesExported },
  { name: 'Audit settings changed', hours: 'office', events: auditSettingsChanged },
  { name: 'Pages viewed with admin key', hours: 'office', events: adminKeyViews },
  { name: 'Public links enabled by night', hours: 'night', events: publicLinksByNight },
  { name: 'Pages with strange names archived', hours: 'office', events: strangeNames },
  { name: 'Account taken over', hours: 'night', events: accountTakenOver },
  { name: 'Spaces deleted', hours: 'office', events: spacesDeleted },
  { name: 'Restrictions removed by a guest', hours: 'office', events: restrictionsRemovedByGuest },
  { name: 'Leaver reactivated as administrator', hours: 'night', events: leaverReactivated },
  { name: 'App installed and busy', hours: 'office', events: appInstalledAndBusy },
  { name: 'Account made for one export', hours: 'night', events: shortLivedAccount },
];

function anonymousAccess(scene: SampleScene): readonly SampleEvent[] {
  const author = anAdministrator(scene);
  const anonymous = { name: 'Anonymous', objectType: 'User' };
  const space = aSpace(scene);
  const category = 'Permissions';
  return [
    sampleEvent(scene, {
      author,
      category,
      summary: 'Global permission added',
      affected: anonymous,
      changed: [['Type', '', 'Can use Confluence']],
    }),
    sampleEvent(scene, {
      afterMs: 95_000,
      author,
      category,
      summary: 'Space permission added',
      affected: space,
      changed: [['Type', '', 'View Space']],
      associated: [anonymous],
    }),
  ];
}

function administratorAdded(scene: SampleScene): readonly SampleEvent[] {
  const author = anAdministrator(scene);
  const address = foreignAddress(scene.random);
  const person = userObject(scene.random.pick(scene.company.guests));
  const group = { name: scene.company.administratorGroup, objectType: 'Group' };
  const category = 'Users and groups';
  return [
    sampleEvent(scene, {
      author,
      address,
      category,
      summary: 'User added to group',
      affected: group,
      associated: [person],
    }),
    sampleEvent(scene, {
      afterMs: 1_500_000,
      author,
      address,
      category,
      summary: 'User removed from group',
      affected: group,
      associated: [person],
    }),
  ];
}

function massPermissionChanges(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.members);
  return Array.from({ length: 24 }, (_, index) =>
    sampleEvent(scene, {
      afterMs: index * 1_700 + scene.random.below(900),
      author,
      category: 'Permissions',
      summary: index % 4 === 3 ? 'Space permission removed' : 'Space permission added',
      affected: aSpace(scene),
      changed: [['Type', '', 'Space Administration']],
      associated: [userObject(author)],
    }),
  );
}

function spacesExported(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.members);
  const address = foreignAddress(scene.random);
  return scene.company.spaces.slice(0, 6).map(({ name }, index) =>
    sampleEvent(scene, {
      afterMs: index * 140_000 + scene.random.below(60_000),
      author,
      address,
      category: 'Spaces',
      summary: 'Space exported',
      affected: { name, objectType: 'Space' },
    }),
  );
}

function auditSettingsChanged(scene: SampleScene): readonly SampleEvent[] {
  return [
    sampleEvent(scene, {
      author: anAdministrator(scene),
      address: foreignAddress(scene.random),
      category: 'Auditing',
      summary: 'Audit Log configuration updated',
      changed: [['Retention period', '1 Years', '1 Months']],
    }),
  ];
}

function adminKeyViews(scene: SampleScene): readonly SampleEvent[] {
  const author = anAdministrator(scene);
  return Array.from({ length: 5 }, (_, index) =>
    sampleEvent(scene, {
      afterMs: index * 45_000 + scene.random.below(30_000),
      author,
      category: 'Page',
      summary: 'Page viewed with admin key',
      affected: aPage(scene),
      associated: [{ name: 'Board Papers', objectType: 'Space' }],
    }),
  );
}

function publicLinksByNight(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.members);
  const address = foreignAddress(scene.random);
  return Array.from({ length: 12 }, (_, index) =>
    sampleEvent(scene, {
      afterMs: index * 20_000 + scene.random.below(15_000),
      author,
      address,
      category: 'Public links',
      summary: 'Public link enabled',
      affected: aPage(scene),
      associated: [{ name: 'Finance', objectType: 'Space' }],
    }),
  );
}

// All the names that are hard to show, for whoever shows records rather than for hunters.
function strangeNames(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.members);
  return hostileTitles.map((name, index) => {
    const page = { name, objectType: 'Page' };
    return sampleEvent(scene, {
      afterMs: index * 30_000 + scene.random.below(20_000),
      author,
      category: 'Page',
      summary: 'Page archived',
      affected: page,
      changed: [['Content status', 'current', 'archived']],
      associated: [page, aSpace(scene)],
    });
  });
}
