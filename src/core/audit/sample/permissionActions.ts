import { oneRecord, type SampleAction } from './sampleAction.ts';
import { anAdministrator, anybody } from './sampleEvent.ts';
import { aGroup, aPage, aSpace, aUser } from './sampleObjects.ts';

export function permissionActions(): readonly SampleAction[] {
  const category = 'Permissions';
  const SPACE_PERMISSIONS = [
    'View Space',
    'Create Page',
    'Delete Page',
    'Add Comment',
    'Export Space',
    'Space Administration',
  ];
  const spacePermission = (weight: number, summary: string): SampleAction =>
    oneRecord(weight, (scene) => ({
      author: anybody(scene),
      category,
      summary,
      affected: aSpace(scene),
      changed: [['Type', '', scene.random.pick(SPACE_PERMISSIONS)]],
      associated: [scene.random.chance(0.6) ? aGroup(scene) : aUser(scene)],
    }));
  const restriction = (weight: number, summary: string): SampleAction =>
    oneRecord(weight, (scene) => ({
      author: anybody(scene),
      category,
      summary,
      affected: aPage(scene),
      changed: [['Type', '', scene.random.pick(['View', 'Edit'])]],
      associated: [aUser(scene), aSpace(scene)],
    }));
  const globalPermission = (weight: number, summary: string): SampleAction =>
    oneRecord(weight, (scene) => ({
      author: anAdministrator(scene),
      category,
      summary,
      affected: aGroup(scene),
      changed: [['Type', '', scene.random.pick(['Can use Confluence', 'Create Space', 'Personal Space'])]],
    }));
  return [
    globalPermission(1, 'Global permission added'),
    globalPermission(1, 'Global permission removed'),
    spacePermission(14, 'Space permission added'),
    spacePermission(8, 'Space permission removed'),
    restriction(20, 'Content restriction added'),
    restriction(12, 'Content restriction removed'),
  ];
}
