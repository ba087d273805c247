import type { EngineNews, EngineOrder, EngineRequest, EngineResult } from './engineRequest.ts';

/** What the host says to the thread. `id` names a request, `turn` a turn that the thread has asked for. */
export type ToThread =
  | { readonly kind: 'doors'; readonly doors: readonly (readonly [token: string, base: string])[] }
  | { readonly kind: 'request'; readonly id: number; readonly request: EngineRequest }
  | { readonly kind: 'order'; readonly id: number; readonly order: EngineOrder }
  | { readonly kind: 'turn'; readonly turn: number };

/** What the thread says to the host. */
export type FromThread =
  | { readonly kind: 'news'; readonly id: number; readonly news: EngineNews }
  | { readonly kind: 'result'; readonly id: number; readonly result: EngineResult }
  | { readonly kind: 'takeTurn'; readonly turn: number; readonly site: string }
  /** The turn was used, or is not wanted any more. */
  | { readonly kind: 'endTurn'; readonly turn: number }
  /** A door that was found, to be told to the next thread; see SiteDoors. */
  | { readonly kind: 'door'; readonly token: string; readonly base: string };
