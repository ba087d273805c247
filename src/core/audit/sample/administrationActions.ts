import { oneRecord, type SampleAction } from './sampleAction.ts';
import { anAdministrator } from './sampleEvent.ts';
import { sampleTitle } from './sampleTitles.ts';

export function administrationActions(): readonly SampleAction[] {
  const category = 'Global administration';
  return [
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'Global settings changed',
      changed: [['Site welcome message', '', sampleTitle(scene.random)]],
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'Site logo changed',
      description: 'A new logo was uploaded. '.repeat(150),
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary: 'Color scheme modified',
      changed: [['Top bar', '#0B3D62', `#${scene.random.hex(6)}`]],
    })),
    oneRecord(1, (scene) => ({
      author: anAdministrator(scene),
      category: 'Apps',
      summary: 'App installed',
      affected: { name: scene.random.pick(scene.company.apps).displayName, objectType: 'App' },
    })),
  ];
}
