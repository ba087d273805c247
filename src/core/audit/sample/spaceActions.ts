import { momentsLater, oneRecord, type SampleAction, severalRecords } from './sampleAction.ts';
import { anybody, type SampleScene } from './sampleEvent.ts';
import { aSpace } from './sampleObjects.ts';
import { sampleTitle } from './sampleTitles.ts';

export function spaceActions(): readonly SampleAction[] {
  const plain = (weight: number, summary: string): SampleAction =>
    oneRecord(weight, (scene) => ({ author: anybody(scene), category: 'Spaces', summary, affected: aSpace(scene) }));
  return [
    // One deed, two records a few milliseconds apart: they are not duplicates.
    severalRecords(3, (scene) => {
      const author = anybody(scene);
      const affected = {
        name: `${author.displayName.split(' ')[0]}’s ${sampleTitle(scene.random)}`,
        objectType: 'Space',
      };
      const key = scene.random.hex(5).toUpperCase();
      const changed = spaceSettings(scene, affected.name, key);
      return [
        { author, category: 'Spaces', summary: 'Space created', affected, changed },
        {
          ...momentsLater(scene),
          author,
          category: 'Spaces',
          summary: 'Space configuration updated',
          affected,
          changed,
        },
      ];
    }),
    oneRecord(4, (scene) => {
      const space = scene.random.pick(scene.company.spaces);
      const changed = [['Name', space.name, `${space.name} (${sampleTitle(scene.random)})`]] as const;
      return {
        author: anybody(scene),
        category: 'Spaces',
        summary: 'Space configuration updated',
        affected: { name: space.name, objectType: 'Space' },
        changed,
      };
    }),
    plain(2, 'Space archived'),
    plain(1, 'Space unarchived'),
    plain(1, 'Space marked as deleted'),
    plain(1, 'Space deleted'),
    plain(1, 'Deleted space restored'),
    plain(1, 'Space exported'),
    plain(1, 'Space imported'),
    plain(2, 'Space logo uploaded'),
    plain(1, 'Space key updated'),
    plain(2, 'Space owner updated'),
    plain(2, 'Space trash emptied'),
  ];
}

function spaceSettings(scene: SampleScene, name: string, key: string): readonly (readonly [string, string, string])[] {
  return [
    ['Space type', '', 'global'],
    ['Space status', '', 'CURRENT'],
    ['Name', '', name],
    ['Space key', '', key],
    ['Home page', '', `page: ${100_000 + scene.random.below(900_000)} v.1`],
  ];
}
