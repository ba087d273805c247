import { oneRecord, type SampleAction } from './sampleAction.ts';
import { anybody, type EventDraft, sampleEvent } from './sampleEvent.ts';
import { aGroup, aSpace } from './sampleObjects.ts';
import { sampleTitle } from './sampleTitles.ts';

export // What no catalogue foresees but real sites do.
function oddActions(): readonly SampleAction[] {
  return [
    // Twins: two records of one millisecond that are equal in everything.
    {
      weight: 2,
      events: (scene) => {
        const draft: EventDraft = {
          author: anybody(scene),
          category: 'Permissions',
          summary: 'Space permission added',
          affected: aSpace(scene),
          associated: [aGroup(scene)],
        };
        const event = sampleEvent(scene, draft);
        return [event, event];
      },
    },
    oneRecord(1, (scene) => ({
      author: anybody(scene),
      category: 'Whiteboards',
      summary: 'Whiteboard exported',
      affected: { name: sampleTitle(scene.random), objectType: 'Whiteboard' },
    })),
    oneRecord(1, (scene) => ({
      author: anybody(scene),
      category: 'Spaces',
      summary: 'Space theme reset',
      affected: aSpace(scene),
      unknownFields: { traceId: scene.random.uuid(), origin: { channel: 'automation', attempt: 1 } },
    })),
  ];
}
