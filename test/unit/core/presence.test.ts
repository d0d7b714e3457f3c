import type { ReadProof } from '../../../shared/core/presence';
import { absenceOf, presenceIn } from '../../../shared/core/presence';

const PROVEN: ReadProof = { allPagesRead: true, filterCapped: false, probe: 'allowed' };

describe('absence', () => {
  test('is proven by all pages, no capped filter and an allowed probe', () => {
    expect(absenceOf(PROVEN)).toEqual({ proven: true });
  });

  test.each<[string, Partial<ReadProof>, RegExp]>([
    ['a page is missing', { allPagesRead: false }, /pages/],
    ['a filter stopped at its limit', { filterCapped: true }, /1,000/],
    ['the probe was refused', { probe: 'refused' }, /refused/],
    ['there is no probe', { probe: 'none' }, /permission/],
  ])('is unknown when %s', (_, gap, because) => {
    expect(absenceOf({ ...PROVEN, ...gap })).toEqual({
      proven: false,
      because: expect.stringMatching(because) as string,
    });
    expect(presenceIn(new Set(['i-1']), 'i-2', { ...PROVEN, ...gap })).toBe('unknown');
  });

  test('what is in the list is present however it was read', () => {
    expect(
      presenceIn(new Set(['i-1']), 'i-1', { allPagesRead: false, filterCapped: true, probe: 'none' }),
    ).toBe('present');
    expect(presenceIn(new Set(['i-1']), 'i-2', PROVEN)).toBe('absent');
  });
});
