/**
 * Filters by tag or by resource group see no more than this many resources.
 * https://help.aliyun.com/document_detail/25506.html
 */
const FILTER_CEILING = 1000;

/** What each filter asks of a resource, given the value it has in the request. */
export type FilterTests<T, V> = {
  readonly [K in keyof V]?: (wanted: NonNullable<V[K]>) => (resource: T) => boolean;
};

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/**
 * The resources that pass the tests of all filters that were given.
 *
 * @param values of the request; what has no test selects nothing
 */
export function select<T, V extends object>(
  candidates: readonly T[],
  filters: FilterTests<T, V>,
  values: V,
): readonly T[] {
  const given = new Map<string, unknown>(Object.entries(values).filter(([, value]) => isGiven(value)));
  const tests = Object.entries(filters).flatMap(([name, makeTest]) =>
    given.has(name) ? [(makeTest as (wanted: unknown) => (resource: T) => boolean)(given.get(name))] : [],
  );
  const selected =
    tests.length === 0 ? candidates : candidates.filter((each) => tests.every((test) => test(each)));
  return given.has('Tag') || given.has('ResourceGroupId') ? selected.slice(0, FILTER_CEILING) : selected;
}
