import type { SamplePerson } from './sampleCompany.ts';
import type { SampleObject, SampleScene } from './sampleEvent.ts';
import { sampleTitle } from './sampleTitles.ts';

// What records speak of, drawn at random.

export function aSpace({ company, random }: SampleScene): SampleObject {
  return { name: random.pick(company.spaces).name, objectType: 'Space' };
}

export function aGroup({ company, random }: SampleScene): SampleObject {
  return { name: random.pick(company.groups), objectType: 'Group' };
}

export function aPage({ random }: SampleScene): SampleObject {
  return { name: sampleTitle(random), objectType: 'Page' };
}

export function aUser({ company, random }: SampleScene): SampleObject {
  return userObject(random.pick(company.members));
}

export function userObject(person: SamplePerson): SampleObject {
  return { name: person.displayName, objectType: 'User' };
}
