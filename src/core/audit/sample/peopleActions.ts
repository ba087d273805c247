import { momentsLater, oneRecord, type SampleAction, severalRecords } from './sampleAction.ts';
import { newColleague } from './sampleCompany.ts';
import { anAdministrator, type EventDraft } from './sampleEvent.ts';
import { aGroup, aUser, userObject } from './sampleObjects.ts';

export function peopleActions(): readonly SampleAction[] {
  const category = 'Users and groups';
  return [
    // A newcomer: created by Confluence itself, and put into all groups within one millisecond.
    severalRecords(3, (scene) => {
      const person = userObject(newColleague(scene.random));
      const changed = [
        ['Display name', '', person.name],
        ['Email', '', ''],
        ['Active', '', 'Yes'],
      ] as const;
      const groups = scene.company.groups.slice(0, 2 + scene.random.below(3));
      return [
        { author: 'System', category, summary: 'User created', affected: person, changed },
        ...groups.map(
          (name): EventDraft => ({
            afterMs: 40,
            author: 'System',
            category,
            summary: 'User added to group',
            affected: { name, objectType: 'Group' },
            associated: [person],
          }),
        ),
      ];
    }),
    // Who was deactivated stands only in the second record.
    severalRecords(2, (scene) => [
      { author: 'System', category, summary: 'User deactivated' },
      {
        ...momentsLater(scene),
        author: 'System',
        category,
        summary: 'User details updated',
        affected: aUser(scene),
        changed: [['Active', 'Yes', 'No']],
      },
    ]),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'User reactivated',
      affected: aUser(scene),
      changed: [['Active', 'No', 'Yes']],
    })),
    oneRecord(3, (scene) => ({
      author: 'System',
      category,
      summary: 'User details updated',
      affected: aUser(scene),
      changed: [['Email', scene.random.pick(scene.company.members).email, '']],
    })),
    oneRecord(1, (scene) => ({
      author: 'System',
      category,
      summary: 'User renamed',
      affected: aUser(scene),
      changed: [['Display name', newColleague(scene.random).displayName, newColleague(scene.random).displayName]],
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'User deleted',
      affected: { name: newColleague(scene.random).displayName, objectType: 'User' },
    })),
    oneRecord(6, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'User added to group',
      affected: aGroup(scene),
      associated: [aUser(scene)],
    })),
    oneRecord(4, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'User removed from group',
      affected: aGroup(scene),
      associated: [aUser(scene)],
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'Group created',
      affected: { name: `project-${scene.random.hex(4)}:${scene.random.uuid()}`, objectType: 'Group' },
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'Group deleted',
      affected: { name: `project-${scene.random.hex(4)}:${scene.random.uuid()}`, objectType: 'Group' },
    })),
  ];
}
