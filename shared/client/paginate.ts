import { AutopilotError } from '../core/errors';
import type { Body } from './transport';
import { textOf } from './values';

/** How far the reading of a list has come. */
export interface ListingState {
  /** Answers read. */
  readonly pages: number;
  /** Items handed out. */
  readonly items: number;
  /**
   * Everything that matches was read: all pages, no filter at its limit, no change on the way that could have hidden an
   * item. Only then is absence from the list a fact, and only where the identity may see what is there.
   */
  readonly complete: boolean;
  /** A filter by tag or resource group has reached the 1,000 resources at which the service stops. */
  readonly capped: boolean;
}

/** A list that is read while it is iterated over; each iteration reads it anew. */
export interface Listing<T> extends AsyncIterable<T> {
  /** Of the iteration begun last. */
  readonly state: ListingState;
}

/** How one list is read. */
export interface PageSource<Item> {
  /** For errors: operation and region. */
  readonly name: string;
  readonly paging: 'token' | 'number' | 'single';
  readonly pageSize?: number | undefined;
  /** A filter is set with which the service stops at 1,000 resources. */
  readonly filtered: boolean;
  /** Reads one page; the argument is added to the parameters of the call. */
  readonly fetch: (page: object) => Promise<Body>;
  readonly items: (body: Body) => readonly Item[];
  readonly id: (item: Item) => string;
}

const FILTER_LIMIT = 1_000;

/** Passes over a numbered list until two in a row show the same. */
const MOST_PASSES = 5;

const UNREAD: ListingState = { pages: 0, items: 0, complete: false, capped: false };

/** The pages of a list, each when it is asked for. */
export function listPages<Item>(source: PageSource<Item>): Listing<readonly Item[]> {
  let state = UNREAD;

  const handOut = (items: readonly Item[]): readonly Item[] => {
    const count = state.items + items.length;
    state = {
      ...state,
      pages: state.pages + 1,
      items: count,
      capped: source.filtered && count >= FILTER_LIMIT,
    };
    return items;
  };

  return {
    get state() {
      return state;
    },
    async *[Symbol.asyncIterator]() {
      state = UNREAD;
      const pages = source.paging === 'number' ? byNumber(source) : byToken(source);
      for (;;) {
        const next = await pages.next();
        if (next.done === true) {
          state = { ...state, complete: next.value && !state.capped };
          return;
        }
        yield handOut(next.value);
      }
    },
  };
}

/** The items of a list, one at a time; no more than a page is in memory. */
export function listItems<Item>(pages: Listing<readonly Item[]>): Listing<Item> {
  return {
    get state() {
      return pages.state;
    },
    async *[Symbol.asyncIterator]() {
      for await (const page of pages) yield* page;
    },
  };
}

/** Yields pages, returns whether nothing can have been missed. */
type Pages<Item> = AsyncGenerator<readonly Item[], boolean, undefined>;

async function* byToken<Item>(source: PageSource<Item>): Pages<Item> {
  const size = source.pageSize === undefined ? {} : { MaxResults: source.pageSize };
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const body = await source.fetch(token === undefined ? size : { ...size, NextToken: token });
    yield source.items(body);
    token = source.paging === 'token' ? textOf(body['NextToken']) : undefined;
    if (token !== undefined && seen.has(token)) throw tokenRepeated(source.name);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return true;
}

function tokenRepeated(name: string): AutopilotError {
  return new AutopilotError({
    code: 'token_repeated',
    where: name,
    what: 'the service has handed out the same NextToken twice, so the list would never end',
    next: 'Run again; if it goes on, report it to the platform with the request ID of the last page',
  });
}

/**
 * What is inserted or deleted between two numbered pages shifts the rest, so that items are seen twice or never. Items
 * are handed out once; a list of more than one page is read until two passes in a row show the same and nothing twice,
 * and is not complete when they never do. An item that was there throughout can only be missed when one that a pass has
 * shown was deleted, which the next pass tells, or one that was inserted during the pass, which shows another one twice.
 */
async function* byNumber<Item>(source: PageSource<Item>): Pages<Item> {
  const known = new Set<string>();
  let previous: string | undefined;
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const shown: string[] = [];
    let more = true;
    let items: readonly Item[] = [];
    for (let number = 1; more && (number === 1 || items.length > 0); number += 1) {
      const body = await source.fetch({ PageNumber: number, PageSize: source.pageSize });
      items = source.items(body);
      shown.push(...items.map(source.id));
      more = isShort(shown, body);
      if (pass === 1 && number === 1 && !more) {
        yield items;
        return true;
      }
      yield items.filter((item) => !known.has(source.id(item)) && known.add(source.id(item)));
    }
    const whole = !more && new Set(shown).size === shown.length;
    const listed = whole ? shown.join('\n') : undefined;
    if (listed !== undefined && listed === previous) return true;
    previous = listed;
  }
  return false;
}

function isShort(shown: readonly string[], { TotalCount: total }: Body): boolean {
  return typeof total !== 'number' || shown.length < total;
}
