import fc from 'fast-check';
import type { Resource } from '../../../emulator/world/inventory';
import { Inventory } from '../../../emulator/world/inventory';
import { pageByNumber, pageByToken } from '../../../emulator/world/paging';

function resource(sequence: number): Resource {
  return { id: `r-${sequence}`, sequence };
}

/** More than any run needs: 40 resources at the start and 4 in each of 20 rounds, one on a page. */
const MOST_PAGES = 200;

/** What happens between two pages. */
const change = fc.oneof(
  fc.constant({ kind: 'add' as const }),
  fc.record({ kind: fc.constant('remove' as const), which: fc.nat(60) }),
);

test('while resources come and go between pages, what stays is seen exactly once', () => {
  const start = fc.integer({ min: 0, max: 40 });
  const size = fc.integer({ min: 1, max: 7 });
  const rounds = fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 20 });
  fc.assert(
    fc.property(start, size, rounds, (count, pageSize, changes) => {
      const inventory = new Inventory<Resource>();
      let created = 0;
      const add = (): void => {
        created += 1;
        inventory.add(resource(created));
      };
      while (created < count) add();
      const atStart = inventory.all().map(({ id }) => id);
      const removed = new Set<string>();
      const seen: string[] = [];
      let token: string | undefined;
      for (let round = 0; token !== ''; round += 1) {
        expect(round).toBeLessThan(MOST_PAGES);
        const page: ReturnType<typeof pageByToken<Resource>> = pageByToken(
          inventory.all(),
          pageSize,
          token,
          'q',
        );
        seen.push(...page.items.map(({ id }) => id));
        token = page.nextToken;
        for (const each of changes[round] ?? []) {
          if (each.kind === 'add') add();
          else if (inventory.remove(`r-${each.which}`)) removed.add(`r-${each.which}`);
        }
      }
      expect(new Set(seen).size).toBe(seen.length);
      for (const id of atStart) if (!removed.has(id)) expect(seen).toContain(id);
    }),
  );
});

test('pages by number are a partition', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 10 }), (items, size) => {
      const pages: number[] = [];
      for (let number = 1; number <= Math.ceil(items.length / size); number += 1) {
        pages.push(...pageByNumber(items, size, number).items);
      }
      expect(pages).toEqual(items);
      expect(pageByNumber(items, size, Math.ceil(items.length / size) + 1).items).toEqual([]);
    }),
  );
});

describe('tokens', () => {
  const many = Array.from({ length: 30 }, (_, index) => resource(index + 1));
  const { nextToken } = pageByToken(many, 10, undefined, 'query');

  test('are 32 hexadecimal characters', () => {
    expect(nextToken).toMatch(/^[0-9a-f]{32}$/);
  });

  test('an empty one is the first page', () => {
    expect(pageByToken(many, 10, '', 'query').items[0]?.id).toBe('r-1');
  });

  test('the last page has none, also when it is full', () => {
    expect(pageByToken(many, 20, nextToken, 'query').nextToken).toBe('');
  });

  test.each([
    ['of another query', nextToken, 'another query'],
    ['that was changed', nextToken.replace(/^./, 'f'), 'query'],
    ['of nobody', 'abc', 'query'],
  ])('one %s is refused', (_case, token, query) => {
    expect(() => pageByToken(many, 10, token, query)).toThrow(
      'The specified parameter NextToken is not valid',
    );
  });
});
