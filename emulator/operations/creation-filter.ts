import { choice, minute, records } from '../api/parameters';
import { invalidParameter } from '../errors';

export const CREATION_KEYS = ['CreationStartTime', 'CreationEndTime'] as const;

/** A bound of the creation; both ends belong to the range. */
interface CreationBound {
  readonly Key: (typeof CREATION_KEYS)[number] | undefined;
  readonly Value: number | undefined;
}

/** `Filter.N.Key` and `Filter.N.Value` of an operation that filters by nothing but creation; read with `creationTest`. */
export const CREATION_FILTER = records({ Key: choice(CREATION_KEYS), Value: minute() }, CREATION_KEYS.length);

/** Whether a resource was created within all bounds. */
export function creationTest(
  bounds: readonly CreationBound[],
): (resource: { readonly createdAt: number }) => boolean {
  const tests = bounds.map(({ Key, Value }, index) => {
    const at = `Filter.${index + 1}`;
    if (Key === undefined) throw invalidParameter(`${at}.Key`, CREATION_KEYS.join(' or '));
    if (Value === undefined) throw invalidParameter(`${at}.Value`, 'a time in the format yyyy-MM-ddTHH:mmZ');
    return (instant: number) => (Key === 'CreationStartTime' ? instant >= Value : instant <= Value);
  });
  return ({ createdAt }) => tests.every((test) => test(createdAt));
}
