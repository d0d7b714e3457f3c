import type { Listing, ProbeResult } from '../client';
import type { Absence } from '../core/presence';
import { absenceOf } from '../core/presence';

/**
 * Whether what a listing did not show is known not to exist. The probe is asked only where the list is empty: a list
 * with something in it was allowed.
 *
 * @param listing read to its end
 * @param probe a dry run of the same operation
 */
export async function absenceFrom(
  { state }: Listing<unknown>,
  probe: () => Promise<ProbeResult>,
): Promise<Absence> {
  const isAllowed = state.items > 0 || (await probe()) === 'allowed';
  return absenceOf({
    allPagesRead: state.complete,
    filterCapped: state.capped,
    probe: isAllowed ? 'allowed' : 'refused',
  });
}
