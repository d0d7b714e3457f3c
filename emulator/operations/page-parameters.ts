import { clampedInteger, integer, text, withDefault } from '../api/parameters';
import type { Parameter, Refusal } from '../api/parameters';
import type { Call } from '../api/operation';
import type { Resource } from '../world/inventory';
import { pageByNumber, pageByToken } from '../world/paging';

const LARGEST_PAGE_NUMBER = 1_000_000;

export interface PageLimits {
  readonly defaultSize: number;
  readonly largest: number;
  /** What a smaller MaxResults is raised to. */
  readonly smallest?: number;
  /** The errors of a number out of range, where an operation documents its own. */
  readonly refusals?: { readonly PageNumber: Refusal; readonly PageSize: Refusal };
}

/** What an answer shows of a page that can be read by token and by number. */
interface Paging {
  readonly NextToken: string;
  readonly PageNumber: number;
  readonly PageSize: number;
  readonly TotalCount: number;
}

interface ByNumber {
  readonly PageNumber: number;
  readonly PageSize: number;
}

interface ByToken {
  readonly MaxResults: number;
  readonly NextToken: string | undefined;
}

interface EitherWay {
  readonly MaxResults: number | undefined;
  readonly NextToken: string | undefined;
  readonly PageNumber: number | undefined;
  readonly PageSize: number;
}

interface PageParameters {
  readonly MaxResults: Parameter<number | undefined>;
  readonly NextToken: Parameter<string | undefined>;
  readonly PageNumber: Parameter<number | undefined>;
  readonly PageSize: Parameter<number>;
}

/**
 * Paging by token and by number; read with `pageOf`. Numbers out of range are refused and MaxResults is pulled into
 * its range; an operation that documents something else declares that parameter again behind these.
 */
export function pageParameters({ defaultSize, largest, smallest = 1, refusals }: PageLimits): PageParameters {
  return {
    MaxResults: clampedInteger(smallest, largest),
    NextToken: text(),
    PageNumber: integer(1, LARGEST_PAGE_NUMBER, refusals?.PageNumber),
    PageSize: withDefault(integer(1, largest, refusals?.PageSize), defaultSize),
  };
}

/** Paging by number alone; read with `numberedPageOf`. */
export function numberedPageParameters({ defaultSize, largest }: PageLimits): {
  readonly PageNumber: Parameter<number>;
  readonly PageSize: Parameter<number>;
} {
  return {
    PageNumber: withDefault(integer(1, LARGEST_PAGE_NUMBER), 1),
    PageSize: withDefault(integer(1, largest), defaultSize),
  };
}

/** Paging by token alone; read with `tokenPageOf`. */
export function tokenPageParameters({ defaultSize, largest, smallest = 1 }: PageLimits): {
  readonly MaxResults: Parameter<number>;
  readonly NextToken: Parameter<string | undefined>;
} {
  return { MaxResults: withDefault(clampedInteger(smallest, largest), defaultSize), NextToken: text() };
}

/** What a token is good for: the same question of the same account and region, however it is paged. */
function queryOf({ account, region }: Call, values: Readonly<Record<string, unknown>>): string {
  const paging = { MaxResults: undefined, NextToken: undefined, PageNumber: undefined, PageSize: undefined };
  return JSON.stringify([account.id, region?.id, { ...values, ...paging }]);
}

/**
 * A page by token, or by number if PageNumber is all that is given.
 *
 * @param matches everything the query selects, in order of creation
 * @param values all parameters of the request: the token belongs to them
 * @returns the items, and the fields of the answer that are about paging
 * @throws ApiError InvalidParameter.NextToken when the token belongs to another query
 */
export function pageOf<T extends Resource>(
  call: Call,
  matches: readonly T[],
  values: EitherWay & Readonly<Record<string, unknown>>,
): { readonly items: readonly T[]; readonly paging: Paging } {
  const { MaxResults, NextToken, PageNumber } = values;
  const PageSize = MaxResults ?? values.PageSize;
  const isByNumber = PageNumber !== undefined && MaxResults === undefined && NextToken === undefined;
  const { items, nextToken } = isByNumber
    ? pageByNumber(matches, PageSize, PageNumber)
    : pageByToken(matches, PageSize, NextToken, queryOf(call, values));
  const TotalCount = matches.length;
  return { items, paging: { NextToken: nextToken, PageNumber: PageNumber ?? 1, PageSize, TotalCount } };
}

/** What `pageOf` says of paging when there is nothing to page, for callers who may see nothing. */
export function emptyPage({ MaxResults, PageNumber, PageSize }: EitherWay): Paging {
  return { NextToken: '', PageNumber: PageNumber ?? 1, PageSize: MaxResults ?? PageSize, TotalCount: 0 };
}

/** A page by number, from 1; behind the last one there is an empty page. */
export function numberedPageOf<T>(
  matches: readonly T[],
  { PageNumber, PageSize }: ByNumber,
): { readonly items: readonly T[]; readonly paging: ByNumber & { readonly TotalCount: number } } {
  const { items } = pageByNumber(matches, PageSize, PageNumber);
  return { items, paging: { PageNumber, PageSize, TotalCount: matches.length } };
}

/** A page by token, of an operation that knows no numbers; see `pageOf`. */
export function tokenPageOf<T extends Resource>(
  call: Call,
  matches: readonly T[],
  values: ByToken & Readonly<Record<string, unknown>>,
): { readonly items: readonly T[]; readonly paging: { readonly NextToken: string } } {
  const page = pageByToken(matches, values.MaxResults, values.NextToken, queryOf(call, values));
  return { items: page.items, paging: { NextToken: page.nextToken } };
}
