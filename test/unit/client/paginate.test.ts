import fc from 'fast-check';
import { type Listing, createEcsClient, fixedCredentials } from '../../../shared/client';
import { type PageSource, listItems, listPages } from '../../../shared/client/paginate';
import { FakeClock } from './clock';
import { type Answer, type ScriptedService, json, serve, stopServices } from './service';

afterEach(stopServices);

interface Item {
  readonly id: string;
}

/** What happens to a list between two pages. */
type Change = { readonly insertAt: number } | { readonly deleteAt: number };

const PAGE_SIZE = 5;

/** A list that changes each time a page of it has been read. */
class ChangingList {
  readonly ids: number[];
  readonly deleted = new Set<number>();
  #next: number;

  constructor(
    size: number,
    private readonly changes: readonly (readonly Change[])[],
  ) {
    this.ids = Array.from({ length: size }, (_unused, index) => (index + 1) * 1_000);
    this.#next = (size + 1) * 1_000;
  }

  /** The IDs that were there from the beginning and still are. */
  survivors(size: number): number[] {
    return this.ids.filter((id) => id <= size * 1_000 && id % 1_000 === 0);
  }

  /** Ordered by ID; the token is the last ID that was read. */
  byToken({ NextToken: token }: { readonly NextToken?: string }): object {
    const from = token === undefined ? 0 : Number(token);
    const rest = [...this.ids].sort((a, b) => a - b).filter((id) => id > from);
    const page = rest.slice(0, PAGE_SIZE);
    this.#change();
    return { items: page, NextToken: rest.length > PAGE_SIZE ? String(page.at(-1)) : '' };
  }

  byNumber({ PageNumber: number = 1 }: { readonly PageNumber?: number }): object {
    const page = this.ids.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
    const answer = { items: page, TotalCount: this.ids.length, PageSize: PAGE_SIZE, PageNumber: number };
    this.#change();
    return answer;
  }

  #reads = 0;

  #change(): void {
    for (const change of this.changes[this.#reads] ?? []) {
      if ('insertAt' in change) {
        const position = change.insertAt % (this.ids.length + 1);
        this.ids.splice(position, 0, this.#next);
        this.#next += 1_000;
      } else if (this.ids.length > 0) {
        this.ids.splice(change.deleteAt % this.ids.length, 1);
      }
    }
    this.#reads += 1;
  }
}

const changes = fc.array(
  fc.array(fc.oneof(fc.record({ insertAt: fc.nat(60) }), fc.record({ deleteAt: fc.nat(60) })), {
    maxLength: 4,
  }),
  { maxLength: 12 },
);

function sourceOf(list: ChangingList, paging: 'token' | 'number'): PageSource<Item> {
  return {
    name: 'DescribeExamples in cn-hangzhou',
    paging,
    pageSize: PAGE_SIZE,
    filtered: false,
    fetch: (page) =>
      Promise.resolve(paging === 'token' ? list.byToken(page) : list.byNumber(page)) as ReturnType<
        PageSource<Item>['fetch']
      >,
    items: (body) => (body['items'] as number[]).map((id) => ({ id: String(id) })),
    id: ({ id }) => id,
  };
}

async function readAll<T>(listing: Listing<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of listing) all.push(item);
  return all;
}

describe('a list that changes while it is read', () => {
  test.each(['token', 'number'] as const)(
    'by %s: what was there throughout is handed out once, or the list is not complete',
    async (paging) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(32), changes, async (size, during) => {
          const list = new ChangingList(size, during);
          const listing = listItems(listPages(sourceOf(list, paging)));
          const seen = (await readAll(listing)).map(({ id }) => Number(id));
          expect(new Set(seen).size).toBe(seen.length);
          expect(listing.state.items).toBe(seen.length);
          if (paging === 'token') expect(listing.state.complete).toBe(true);
          if (listing.state.complete) expect(seen).toEqual(expect.arrayContaining(list.survivors(size)));
        }),
        { numRuns: 300 },
      );
    },
  );

  test('by number: a list that stands still is read twice to be sure, a single page once', async () => {
    const large = listPages(sourceOf(new ChangingList(12, []), 'number'));
    expect((await readAll(large)).flat()).toHaveLength(12);
    expect(large.state).toMatchObject({ pages: 6, items: 12, complete: true });

    const small = listPages(sourceOf(new ChangingList(5, []), 'number'));
    await readAll(small);
    expect(small.state).toMatchObject({ pages: 1, complete: true });
  });

  test('by number: a list that never stands still is not complete', async () => {
    const restless = Array.from({ length: 100 }, () => [{ insertAt: 0 }]);
    const listing = listPages(sourceOf(new ChangingList(12, restless), 'number'));
    await readAll(listing);
    expect(listing.state.complete).toBe(false);
  });
});

test('by number: an answer without items that tells of some is not a complete list', async () => {
  const listing = listPages<Item>({
    ...sourceOf(new ChangingList(0, []), 'number'),
    fetch: () => Promise.resolve({ items: [], TotalCount: 3, PageSize: PAGE_SIZE }),
  });
  await readAll(listing);
  expect(listing.state).toMatchObject({ items: 0, complete: false });
});

describe('over the wire', () => {
  const ecsOf = (service: ScriptedService) =>
    createEcsClient({
      credentials: fixedCredentials({ accessKeyId: 'example-key-id', accessKeySecret: 'example-secret' }),
      region: 'cn-hangzhou',
      env: { ECS_ENDPOINT: service.endpoint },
      clock: new FakeClock(),
      callsPerSecond: 1_000,
    });

  /** Shaped after https://help.aliyun.com/zh/ecs/developer-reference/api-ecs-2014-05-26-describeinstances. */
  function instances(first: number, count: number, nextToken: string): Answer {
    const items = Array.from({ length: count }, (_unused, index) => ({
      InstanceId: `i-example${first + index}`,
    }));
    return json({ RequestId: 'r', NextToken: nextToken, Instances: { Instance: items } });
  }

  test('pages are asked for by token with the largest size, each only when it is wanted', async () => {
    const service = await serve(instances(1, 2, 'token-1'), instances(3, 2, 'token-2'), instances(5, 1, ''));
    const pages = ecsOf(service).pages('DescribeInstances', { RegionId: 'cn-beijing' });
    const sizes: number[] = [];
    for await (const page of pages) {
      sizes.push(page.length);
      expect(service.received).toHaveLength(sizes.length);
      expect(pages.state.complete).toBe(false);
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(pages.state).toEqual({ pages: 3, items: 5, complete: true, capped: false });
    expect(service.received.map(({ params }) => [params['MaxResults'], params['NextToken']])).toEqual([
      ['100', undefined],
      ['100', 'token-1'],
      ['100', 'token-2'],
    ]);
  });

  test('whoever stops early has no complete list', async () => {
    const service = await serve(instances(1, 2, 'token-1'));
    const items = ecsOf(service).items('DescribeInstances', {});
    for await (const item of items) {
      expect(item.InstanceId).toBe('i-example1');
      break;
    }
    expect(items.state).toMatchObject({ pages: 1, complete: false });
  });

  test('a token that comes again is an error and not an endless loop', async () => {
    const service = await serve(
      instances(1, 1, 'token-1'),
      instances(2, 1, 'token-2'),
      instances(3, 1, 'token-1'),
    );
    const items = ecsOf(service).items('DescribeInstances', { RegionId: 'cn-beijing' });
    await expect(readAll(items)).rejects.toThrow(
      'DescribeInstances in cn-beijing: the service has handed out the same NextToken twice',
    );
    expect(items.state.complete).toBe(false);
  });

  test.each([
    [999, { Tag: [{ Key: 'team', Value: 'web' }] }, { complete: true, capped: false }],
    [1_000, { Tag: [{ Key: 'team', Value: 'web' }] }, { complete: false, capped: true }],
    [1_000, { ResourceGroupId: 'rg-example' }, { complete: false, capped: true }],
    [1_000, {}, { complete: true, capped: false }],
    [1_000, { Tag: [] }, { complete: true, capped: false }],
  ])('%i instances with %j: %j', async (count, filter, state) => {
    const service = await serve(instances(1, count, ''));
    const items = ecsOf(service).items('DescribeInstances', filter);
    await readAll(items);
    expect(items.state).toMatchObject(state);
  });

  test('the list of regions comes in one answer', async () => {
    const service = await serve(
      json({ Regions: { Region: [{ RegionId: 'cn-hangzhou' }, { RegionId: 'cn-beijing' }] } }),
    );
    const regions = await readAll(ecsOf(service).items('DescribeRegions', {}));
    expect(regions.map(({ RegionId }) => RegionId)).toEqual(['cn-hangzhou', 'cn-beijing']);
    expect(service.received[0]?.params).toEqual({});
  });

  test.each([{}, { Instances: null }, { Instances: { Instance: null } }])(
    'an answer without its list (%j) is an error, not an empty list',
    async (body) => {
      const service = await serve(json(body));
      await expect(readAll(ecsOf(service).items('DescribeInstances', {}))).rejects.toThrow(
        'the answer has no list',
      );
    },
  );

  test('statuses are read by number, and an empty answer is a complete list', async () => {
    const service = await serve(
      json({ TotalCount: 0, PageSize: 50, InstanceStatuses: { InstanceStatus: [] } }),
    );
    const statuses = ecsOf(service).items('DescribeInstanceStatus', { RegionId: 'cn-hangzhou' });
    await expect(readAll(statuses)).resolves.toEqual([]);
    expect(statuses.state.complete).toBe(true);
    expect(service.received[0]?.params).toEqual({ RegionId: 'cn-hangzhou', PageNumber: '1', PageSize: '50' });
  });

  test('tags are read by token without a size, which the operation does not take', async () => {
    const tag = { ResourceId: 'i-example1', ResourceType: 'instance', TagKey: 'team', TagValue: 'web' };
    const service = await serve(json({ NextToken: '', TagResources: { TagResource: [tag] } }));
    const tags = ecsOf(service).items('ListTagResources', {
      RegionId: 'cn-hangzhou',
      ResourceType: 'instance',
    });
    await expect(readAll(tags)).resolves.toEqual([tag]);
    expect(service.received[0]?.params).toEqual({ RegionId: 'cn-hangzhou', ResourceType: 'instance' });
  });

  test('each iteration reads the list anew', async () => {
    const service = await serve(instances(1, 3, ''), instances(1, 2, ''));
    const items = ecsOf(service).items('DescribeInstances', {});
    expect(await readAll(items)).toHaveLength(3);
    expect(await readAll(items)).toHaveLength(2);
    expect(items.state).toMatchObject({ pages: 1, items: 2 });
  });
});
