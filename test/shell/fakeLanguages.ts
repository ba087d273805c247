import { Disposable } from './fakeEvents.ts';

/** What the editor is given for a language, of which a window without a screen shows nothing. */
export const languages = {
  registerCodeLensProvider: () => new Disposable(() => undefined),
};
