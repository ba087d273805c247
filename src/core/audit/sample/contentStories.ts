import { foreignAddress } from './sampleCompany.ts';
import { anAdministrator, type SampleEvent, type SampleScene, sampleEvent } from './sampleEvent.ts';
import { aPage } from './sampleObjects.ts';

// Stories of content that is destroyed or laid open.

/** Somebody on their way out takes their spaces with them. */
export function spacesDeleted(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.members);
  return scene.company.spaces.slice(6, 11).flatMap(({ name }, index) =>
    ['Space marked as deleted', 'Space deleted'].map((summary, step) =>
      sampleEvent(scene, {
        afterMs: index * 150_000 + step * 40_000 + scene.random.below(20_000),
        author,
        category: 'Spaces',
        summary,
        affected: { name, objectType: 'Space' },
      }),
    ),
  );
}

/** A guest opens pages that were not for guests. */
export function restrictionsRemovedByGuest(scene: SampleScene): readonly SampleEvent[] {
  const author = scene.random.pick(scene.company.guests);
  const address = foreignAddress(scene.random);
  return Array.from({ length: 18 }, (_, index) =>
    sampleEvent(scene, {
      afterMs: index * 40_000 + scene.random.below(30_000),
      author,
      address,
      category: 'Permissions',
      summary: 'Content restriction removed',
      affected: aPage(scene),
      changed: [['Type', 'View', '']],
      associated: [{ name: 'Legal & Compliance', objectType: 'Space' }],
    }),
  );
}

/** An app that is set to work the moment it is there. */
export function appInstalledAndBusy(scene: SampleScene): readonly SampleEvent[] {
  const app = scene.random.pick(scene.company.apps);
  const installed = sampleEvent(scene, {
    author: anAdministrator(scene),
    address: foreignAddress(scene.random),
    category: 'Apps',
    summary: 'App installed',
    affected: { name: app.displayName, objectType: 'App' },
  });
  const changes = Array.from({ length: 15 }, (_, index) =>
    sampleEvent(scene, {
      afterMs: 60_000 + index * 30_000 + scene.random.below(20_000),
      author: app,
      category: 'Page templates',
      summary: 'Page template updated',
      affected: aPage(scene),
      associated: [{ name: 'Onboarding', objectType: 'Space' }],
    }),
  );
  return [installed, ...changes];
}
