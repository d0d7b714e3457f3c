import { createHash } from 'node:crypto';
import { ApiError } from '../errors';
import { indexAfter } from './inventory';
import type { Resource } from './inventory';

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly nextToken: string;
}

function checksum(position: string, query: string): string {
  return createHash('sha256').update(`${position}:${query}`).digest('hex').slice(0, 16);
}

/** 32 hexadecimal characters: the position and what it belongs to. */
function tokenAfter(sequence: number, query: string): string {
  const position = sequence.toString(16).padStart(16, '0');
  return position + checksum(position, query);
}

function positionOf(token: string, query: string): number {
  const position = token.slice(0, 16);
  if (!/^[0-9a-f]{32}$/.test(token) || token.slice(16) !== checksum(position, query)) {
    throw new ApiError(
      400,
      'InvalidParameter.NextToken',
      'The specified parameter NextToken is not valid: expected the NextToken of the previous page of the same query.',
    );
  }
  return Number.parseInt(position, 16);
}

/**
 * A page by token. A token is a position, not a snapshot: what is created or removed between two pages neither
 * repeats nor hides any other resource.
 *
 * @param matches in order of creation
 * @param query what the token is good for; a token of another query is refused
 */
export function pageByToken<T extends Resource>(
  matches: readonly T[],
  size: number,
  token: string | undefined,
  query: string,
): Page<T> {
  const start = token === undefined || token === '' ? 0 : indexAfter(matches, positionOf(token, query));
  const items = matches.slice(start, start + size);
  const last = items.at(-1);
  const more = start + size < matches.length && last !== undefined;
  return { items, nextToken: more ? tokenAfter(last.sequence, query) : '' };
}

/** A page by number, from 1; behind the last one there is an empty page. */
export function pageByNumber<T>(matches: readonly T[], size: number, number: number): Page<T> {
  return { items: matches.slice((number - 1) * size, number * size), nextToken: '' };
}
