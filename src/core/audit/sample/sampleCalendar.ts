import { createSampleRandom } from './sampleRandom.ts';
import { type SampleStory, sampleStories } from './sampleStories.ts';

/** How much goes on in an hour, counted since 1970 in UTC: an office in the middle of Europe. */
export function actionsExpected(hour: number): number {
  const day = Math.floor(hour / 24);
  const expected = ACTIONS_PER_HOUR[hour - day * 24] ?? 0;
  return isWeekend(day) ? expected * 0.25 : expected;
}

/** The story that begins in an hour, if any does: there is one every day. */
export function storyOfHour(seed: number, hour: number): SampleStory | undefined {
  const day = Math.floor(hour / 24);
  const story = storyOfTurn(day);
  const random = createSampleRandom(seed, day, 0x57);
  const hourOfDay = story.hours === 'night' ? 1 + random.below(4) : 9 + random.below(7);
  return hour === day * 24 + hourOfDay ? story : undefined;
}

/** All stories in turn, again and again. */
export function storyOfTurn(turn: number): SampleStory {
  const story = sampleStories[modulo(turn, sampleStories.length)];
  if (story === undefined) throw new RangeError('There are no stories.');
  return story;
}

// By hour of the day, on working days.
const ACTIONS_PER_HOUR = [
  0.6, 0.5, 0.5, 0.5, 0.6, 1, 4, 11, 17, 19, 18, 14, 10, 17, 18, 15, 11, 6, 3, 2, 1.5, 1, 1, 0.8,
] as const;

// Day 0, the first of January 1970, was a Thursday.
function isWeekend(day: number): boolean {
  const weekday = modulo(day + 4, 7);
  return weekday === 0 || weekday === 6;
}

// The remainder that is never negative.
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
