import { administrationActions } from './administrationActions.ts';
import { contentActions } from './contentActions.ts';
import { oddActions } from './oddActions.ts';
import { peopleActions } from './peopleActions.ts';
import { permissionActions } from './permissionActions.ts';
import type { SampleAction } from './sampleAction.ts';
import type { SampleRandom } from './sampleRandom.ts';
import { spaceActions } from './spaceActions.ts';

/** Everyday life. Together with the stories in sampleStories.ts it writes every record that the catalogue lists. */
export const sampleActions: readonly SampleAction[] = [
  ...spaceActions(),
  ...peopleActions(),
  ...permissionActions(),
  ...contentActions(),
  ...administrationActions(),
  ...oddActions(),
];

/** One of them, common ones more often than rare ones. */
export function anyAction(random: SampleRandom): SampleAction {
  let rest = random.fraction() * TOTAL_WEIGHT;
  for (const action of sampleActions) {
    rest -= action.weight;
    if (rest < 0) return action;
  }
  return random.pick(sampleActions);
}

const TOTAL_WEIGHT = sampleActions.reduce((sum, { weight }) => sum + weight, 0);
