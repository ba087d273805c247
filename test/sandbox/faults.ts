/** What can go wrong with one request, as JSON too: the control API takes the same shapes. */
export type Fault =
  /** Nothing goes wrong; lets requests through before the next fault of the queue. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body?: string | undefined;
    }
  /** A login page with status 200, as a proxy in between sends it. */
  | { readonly kind: 'html' }
  /** The right answer's first half, as if it were whole. */
  | { readonly kind: 'truncated' }
  /** The connection is cut; before the request was looked at, or after the headers and half of the body. */
  | { readonly kind: 'reset'; readonly at: 'start' | 'body' }
  /** Silence: from the start, or after the headers and half of the body. */
  | { readonly kind: 'hang'; readonly at?: 'start' | 'body' | undefined }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Status 200 and nothing else. */
  | { readonly kind: 'empty' }
  /** The request is carried out, but instead of an answer the connection is cut. */
  | { readonly kind: 'acceptedButCut' }
  /** The request is carried out, but the answer never comes. */
  | { readonly kind: 'acceptedButSilent' }
  /** Audit pages only: so many records arrive inside the window just before the page is read. */
  | { readonly kind: 'recordsArrive'; readonly count: number };

/** Faults waiting for the requests of one server, by endpoint. */
export interface FaultDesk<Endpoint extends string> {
  /** For the next request, or the next `times` requests, after those that already wait. */
  readonly next: (endpoint: Endpoint, fault: Fault, times?: number) => void;
  /** For every request that finds nothing waiting, until cleared. */
  readonly always: (endpoint: Endpoint, fault: Fault) => void;
  /** Of one endpoint, or of all. */
  readonly clear: (endpoint?: Endpoint) => void;
  readonly take: (endpoint: Endpoint) => Fault;
}

export function createFaultDesk<Endpoint extends string>(): FaultDesk<Endpoint> {
  const waiting = new Map<Endpoint, Fault[]>();
  const lasting = new Map<Endpoint, Fault>();
  return {
    next: (endpoint, fault, times = 1) => {
      const queue = waiting.get(endpoint) ?? [];
      for (let time = 0; time < times; time += 1) queue.push(fault);
      waiting.set(endpoint, queue);
    },
    always: (endpoint, fault) => {
      lasting.set(endpoint, fault);
    },
    clear: (endpoint) => {
      if (endpoint === undefined) {
        waiting.clear();
        lasting.clear();
      } else {
        waiting.delete(endpoint);
        lasting.delete(endpoint);
      }
    },
    take: (endpoint) => waiting.get(endpoint)?.shift() ?? lasting.get(endpoint) ?? { kind: 'none' },
  };
}
