import { type EventDraft, type SampleEvent, type SampleScene, sampleEvent } from './sampleEvent.ts';

/** Something that happens at the company on an ordinary day, and the records that it leaves. */
export interface SampleAction {
  /** How often it happens, compared to the others. */
  readonly weight: number;
  readonly events: (scene: SampleScene) => readonly SampleEvent[];
}

export function oneRecord(weight: number, draft: (scene: SampleScene) => EventDraft): SampleAction {
  return { weight, events: (scene) => [sampleEvent(scene, draft(scene))] };
}

export function severalRecords(weight: number, drafts: (scene: SampleScene) => readonly EventDraft[]): SampleAction {
  return { weight, events: (scene) => drafts(scene).map((draft) => sampleEvent(scene, draft)) };
}

/** For a record that follows another within milliseconds. */
export function momentsLater({ random }: SampleScene): { readonly afterMs: number } {
  return { afterMs: 2 + random.below(60) };
}
