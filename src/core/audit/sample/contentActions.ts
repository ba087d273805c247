import { oneRecord, type SampleAction } from './sampleAction.ts';
import { anybody } from './sampleEvent.ts';
import { aPage, aSpace } from './sampleObjects.ts';

export function contentActions(): readonly SampleAction[] {
  const page = (weight: number, summary: string, change: readonly [string, string, string]): SampleAction =>
    oneRecord(weight, (scene) => {
      const affected = aPage(scene);
      return {
        author: anybody(scene),
        category: 'Page',
        summary,
        affected,
        changed: [change],
        associated: [affected, aSpace(scene)],
      };
    });
  const about = (weight: number, category: string, summary: string): SampleAction =>
    oneRecord(weight, (scene) => ({
      author: anybody(scene),
      category,
      summary,
      affected: aPage(scene),
      associated: [aSpace(scene)],
    }));
  return [
    page(12, 'Page archived', ['Content status', 'current', 'archived']),
    page(3, 'Page restored', ['Content status', 'archived', 'current']),
    about(3, 'Page templates', 'Page template created'),
    about(5, 'Page templates', 'Page template updated'),
    about(4, 'Public links', 'Public link enabled'),
    about(3, 'Public links', 'Public link disabled'),
  ];
}
