/** One request that a server got. Headers and bodies are not kept: they hold credentials. */
export interface SeenRequest<Endpoint extends string> {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** By which name the server was asked, with the port unless it is that of HTTPS. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly atMs: number;
  /** `cut` when the connection ended before the answer did, undefined while there is none. */
  readonly outcome: number | 'cut' | undefined;
}

export interface TrafficCounters {
  readonly requests: number;
  /** Requests that were under way at the same time, at most. */
  readonly mostAtOnce: number;
  /** Of bodies, as they travelled: compressed ones count as compressed. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Requests by status, or `cut`. */
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface Traffic<Endpoint extends string> {
  /** The newest ten thousand requests, oldest first. */
  readonly requests: () => readonly SeenRequest<Endpoint>[];
  readonly counters: (endpoint: Endpoint) => TrafficCounters;
  readonly allCounters: () => Readonly<Record<string, TrafficCounters>>;
  readonly reset: () => void;
  readonly begin: (endpoint: Endpoint, method: string, url: URL) => TrafficEntry;
}

export interface TrafficEntry {
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  readonly end: (outcome: number | 'cut') => void;
}

export function createTraffic<Endpoint extends string>(nowMs: () => number): Traffic<Endpoint> {
  const seen: Mutable<SeenRequest<Endpoint>>[] = [];
  const counted = new Map<Endpoint, Count>();
  return {
    requests: () => seen,
    counters: (endpoint) => counted.get(endpoint)?.counters ?? newCount().counters,
    allCounters: () => Object.fromEntries(Array.from(counted, ([endpoint, { counters }]) => [endpoint, counters])),
    reset: () => {
      seen.length = 0;
      counted.clear();
    },
    begin: (endpoint, method, url) => {
      const request: Mutable<SeenRequest<Endpoint>> = {
        endpoint,
        method,
        host: url.host,
        path: url.pathname + url.search,
        atMs: nowMs(),
        outcome: undefined,
      };
      seen.push(request);
      if (seen.length > MOST_REQUESTS) seen.shift();
      const count = counted.get(endpoint) ?? newCount();
      counted.set(endpoint, count);
      count.underWay += 1;
      count.counters.requests += 1;
      count.counters.mostAtOnce = Math.max(count.counters.mostAtOnce, count.underWay);
      return {
        received: (bytes) => {
          count.counters.bytesReceived += bytes;
        },
        sent: (bytes) => {
          count.counters.bytesSent += bytes;
        },
        end: (outcome) => {
          count.underWay -= 1;
          count.counters.outcomes[outcome] = (count.counters.outcomes[outcome] ?? 0) + 1;
          request.outcome = outcome;
        },
      };
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Count {
  underWay: number;
  readonly counters: Mutable<Omit<TrafficCounters, 'outcomes'>> & { readonly outcomes: Record<string, number> };
}

const MOST_REQUESTS = 10_000;

function newCount(): Count {
  return { underWay: 0, counters: { requests: 0, mostAtOnce: 0, bytesReceived: 0, bytesSent: 0, outcomes: {} } };
}
