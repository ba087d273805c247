import { isDeepStrictEqual } from 'node:util';
import type { Organization } from '../../core/organization/organization.ts';
import { runFailure } from '../../core/sync/run.ts';
import type { FoundRoute, RouteReader, RouteReaderOptions } from './readRoute.ts';
import type { SyncRequests } from './syncRequest.ts';
import type { SyncView } from './syncService.ts';

/** What this window knows of routes: as the disk said last. */
export interface RouteMemory {
  of(organization: Organization): KnownRoute;
  /** Reads the disk; never rejects. While another window holds the route, it is read again every few seconds. */
  refresh(organization: Organization): Promise<void>;
  /** Keeps why a run could not begin, until another one does. */
  noteFailure(organization: Organization, failure: SyncView['failure']): void;
  reader(organization: Organization): Promise<RouteReader>;
  forget(organizationId: string): void;
  dispose(): void;
}

export type KnownRoute = FoundRoute & Pick<SyncView, 'failure'>;

export interface RouteMemoryOptions extends Omit<RouteReaderOptions, 'route'> {
  readonly requests: SyncRequests;
  readonly onChange: () => void;
}

export function createRouteMemory({ requests, onChange, ...access }: RouteMemoryOptions): RouteMemory {
  /** By the folder of the route. */
  const known = new Map<string, { readonly id: string; readonly route: KnownRoute }>();
  const readers = new Map<string, Promise<RouteReader>>();
  /** By organization: when a route that is held elsewhere is looked at again. */
  const polls = new Map<string, NodeJS.Timeout>();
  let disposed = false;

  const of = (organization: Organization): KnownRoute =>
    known.get(requests.route(organization).folder)?.route ?? UNKNOWN;
  const put = (organization: Organization, change: Partial<KnownRoute>): void => {
    const before = of(organization);
    const route = { ...before, ...change };
    if (isDeepStrictEqual(before, route) && before !== UNKNOWN) return;
    known.set(requests.route(organization).folder, { id: organization.id, route });
    onChange();
  };
  const reader = (organization: Organization): Promise<RouteReader> => {
    const route = requests.route(organization);
    const made =
      readers.get(route.folder) ??
      import('./readRoute.ts').then(({ createRouteReader }) => createRouteReader({ ...access, route }));
    readers.set(route.folder, made);
    return made;
  };
  const stopPolling = (id: string): void => {
    clearTimeout(polls.get(id));
    polls.delete(id);
  };
  const refresh = async (organization: Organization): Promise<void> => {
    const { folder } = requests.route(organization);
    try {
      const found = await (await reader(organization)).read();
      // What was read belongs to the route as it was; the organization may have moved on meanwhile.
      if (disposed || requests.route(organization).folder !== folder) return;
      const { failure } = of(organization);
      put(organization, { ...found, failure: failure?.code.startsWith('state') ? undefined : failure });
      stopPolling(organization.id);
      if (found.elsewhere === undefined) return;
      const again = setTimeout(() => void refresh(organization), POLL_MS);
      polls.set(organization.id, again);
    } catch (error) {
      put(organization, { ...UNREADABLE, failure: runFailure(error) });
    }
  };
  return {
    of,
    refresh,
    noteFailure: (organization, failure) => put(organization, { failure }),
    reader,
    forget(id) {
      stopPolling(id);
      for (const [folder, one] of known) {
        if (one.id !== id) continue;
        known.delete(folder);
        readers.delete(folder);
      }
    },
    dispose() {
      disposed = true;
      for (const id of [...polls.keys()]) stopPolling(id);
    },
  };
}

/** With the silence that a dead holder is given, work is taken over within half a minute. */
const POLL_MS = 5_000;

const UNREADABLE: FoundRoute = { state: undefined, quarantined: 0, elsewhere: undefined };
const UNKNOWN: KnownRoute = { ...UNREADABLE, failure: undefined };
