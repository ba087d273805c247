import { createHash } from 'node:crypto';
import { type Destination, destinationIdentity } from '../core/sentinel/destination.ts';

export interface RouteEnds {
  /** Of the organization; stable for its whole life. */
  readonly id: string;
  readonly site: string;
  /** Undefined where none is chosen yet. */
  readonly destination: Destination | undefined;
}

/**
 * The name of the folder that a route's state is kept in. A cursor belongs to one site and one destination: with another
 * one of either, everything is still to be sent.
 */
export function routeFolder({ id, site, destination }: RouteEnds): string {
  const ends = `${site}\n${destination === undefined ? '' : destinationIdentity(destination)}`;
  return `${id}.${createHash('sha256').update(ends).digest('hex').slice(0, 16)}`;
}
