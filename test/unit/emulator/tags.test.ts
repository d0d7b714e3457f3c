import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { call } from './raw-client';

const TARGET = { RegionId: 'cn-hangzhou', ResourceType: 'instance' };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    frozen: true,
    fleet: {
      instances: [
        { id: 'i-1', tags: { env: 'prod', app: 'web' } },
        { id: 'i-2', tags: { env: 'production' } },
        { id: 'i-3' },
      ],
    },
  });
});

afterEach(() => emulator.close());

type Tags = Readonly<Record<string, string>>;

function tagsOf(id: string): Tags {
  return Object.fromEntries(emulator.instance(id)?.tags ?? []);
}

function numbered(name: string, values: readonly string[], field = ''): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}${field}`, value]));
}

async function codeOf(action: string, params: Tags): Promise<unknown> {
  const { status, json } = await call(emulator, action, { ...TARGET, ...params });
  return json['Code'] === undefined ? status : `${status} ${json['Code'] as string}`;
}

describe('TagResources', () => {
  test('sets and replaces', async () => {
    const params = {
      ...numbered('ResourceId', ['i-1', 'i-3']),
      ...numbered('Tag', ['env', 'empty'], '.Key'),
      'Tag.1.Value': 'test',
      'Tag.2.Value': '',
    };
    expect(await codeOf('TagResources', params)).toBe(200);
    expect(tagsOf('i-1')).toEqual({ env: 'test', app: 'web', empty: '' });
    expect(tagsOf('i-3')).toEqual({ env: 'test', empty: '' });
  });

  const one = { 'ResourceId.1': 'i-3' };
  const many = Array.from({ length: 51 }, (_, index) => `i-${index}`);
  const tag = (Key: string, Value = ''): Tags => ({ 'Tag.1.Key': Key, 'Tag.1.Value': Value });

  test.each<[string, Tags, string]>([
    ['no resource', tag('k'), '400 MissingParameter.ResourceId'],
    ['no tag', one, '404 MissingParameter.Tags'],
    ['51 resources', { ...numbered('ResourceId', many), ...tag('k') }, '400 NumberExceed.ResourceIds'],
    ['21 tags', { ...one, ...numbered('Tag', many.slice(0, 21), '.Key') }, '400 NumberExceed.Tags'],
    ['a key twice', { ...one, ...numbered('Tag', ['k', 'k'], '.Key') }, '400 Duplicate.TagKey'],
    ['a key of the platform', { ...one, ...tag('acs:autoscaling') }, '400 InvalidTagKey.Malformed'],
    ['a key of Aliyun', { ...one, ...tag('Aliyun-x') }, '400 InvalidTagKey.Malformed'],
    ['a key with an address', { ...one, ...tag('see http://x') }, '400 InvalidTagKey.Malformed'],
    ['no key', { ...one, 'Tag.1.Value': 'v' }, '400 InvalidTagKey.Malformed'],
    ['a long key', { ...one, ...tag('k'.repeat(129)) }, '400 InvalidTagKey.Malformed'],
    ['a long value', { ...one, ...tag('k', 'v'.repeat(129)) }, '400 InvalidTagValue.Malformed'],
    ['a value with an address', { ...one, ...tag('k', 'https://x') }, '400 InvalidTagValue.Malformed'],
    [
      'no such resource',
      { 'ResourceId.1': 'i-3', 'ResourceId.2': 'i-9', ...tag('k') },
      '404 InvalidResourceId.NotFound',
    ],
    ['no such type', { ...one, ...tag('k'), ResourceType: 'moon' }, '404 InvalidResourceType.NotFound'],
    ['a type that is not emulated', { ...one, ...tag('k'), ResourceType: 'ddh' }, '400 UnsupportedParameter'],
    ['no such region', { ...one, ...tag('k'), RegionId: 'x' }, '404 InvalidRegionId.NotFound'],
  ])('%s', async (_case, params, code) => {
    expect(await codeOf('TagResources', params)).toBe(code);
    expect(tagsOf('i-3')).toEqual({});
  });

  test.each(['RegionId', 'ResourceType'])('without %s', async (name) => {
    expect(await codeOf('TagResources', { ...one, ...tag('k'), [name]: '' })).toBe(
      `404 MissingParameter.${name}`,
    );
  });

  test('a resource has at most 20 tags; those of the platform do not count', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    emulator.instance('i-3')?.tags.set('acs:autoscaling:group', 'x');
    expect(await codeOf('TagResources', { ...one, ...numbered('Tag', keys, '.Key') })).toBe(200);
    expect(await codeOf('TagResources', { ...one, ...tag('k20') })).toBe('400 OperationDenied.QuotaExceed');
    expect(await codeOf('TagResources', { ...one, ...tag('k19', 'replaced') })).toBe(200);
    expect(tagsOf('i-3')['k19']).toBe('replaced');
  });
});

describe('UntagResources', () => {
  test('removes keys; a key that is not there is no mistake', async () => {
    expect(
      await codeOf('UntagResources', { 'ResourceId.1': 'i-1', ...numbered('TagKey', ['env', 'nothing']) }),
    ).toBe(200);
    expect(tagsOf('i-1')).toEqual({ app: 'web' });
  });

  test('removes all, but not those of the platform', async () => {
    emulator.instance('i-1')?.tags.set('acs:autoscaling:group', 'x');
    expect(await codeOf('UntagResources', { 'ResourceId.1': 'i-1', All: 'true' })).toBe(200);
    expect(tagsOf('i-1')).toEqual({ 'acs:autoscaling:group': 'x' });
  });

  test('All has no say when keys are given', async () => {
    await codeOf('UntagResources', { 'ResourceId.1': 'i-1', 'TagKey.1': 'env', All: 'true' });
    expect(tagsOf('i-1')).toEqual({ app: 'web' });
  });

  test('needs one of both', async () => {
    expect(await codeOf('UntagResources', { 'ResourceId.1': 'i-1' })).toBe('400 MissingParameter.TagKey');
  });
});

describe('ListTagResources', () => {
  async function listed(params: Tags): Promise<string[] | string> {
    const { json } = await call(emulator, 'ListTagResources', { ...TARGET, ...params });
    if (json['Code'] !== undefined) return json['Code'] as string;
    const { TagResources } = json as unknown as {
      TagResources: {
        TagResource: { ResourceId: string; TagKey: string; TagValue: string; ResourceType: string }[];
      };
    };
    return TagResources.TagResource.map(
      ({ ResourceType, ResourceId, TagKey, TagValue }) =>
        `${ResourceType} ${ResourceId} ${TagKey}=${TagValue}`,
    );
  }

  const web = ['instance i-1 env=prod', 'instance i-1 app=web'];
  const production = ['instance i-2 env=production'];

  test.each<[string, Tags, string[] | string]>([
    ['of resources', numbered('ResourceId', ['i-1', 'i-3', 'i-9']), web],
    ['of resources with a tag', { 'Tag.1.Key': 'app' }, web],
    ['of resources with a value', { 'Tag.1.Key': 'env', 'Tag.1.Value': 'production' }, production],
    ['with all of several tags', { 'Tag.1.Key': 'env', 'Tag.2.Key': 'app' }, web],
    ['with a key like', { 'TagFilter.1.TagKey': 'a*' }, web],
    ['with a value like', { 'TagFilter.1.TagKey': 'env', 'TagFilter.1.TagValues.1': '*tion' }, production],
    ['with an exact value', { 'TagFilter.1.TagKey': 'env', 'TagFilter.1.TagValues.1': 'prod' }, web],
    ['of these resources with that tag', { 'ResourceId.1': 'i-2', 'Tag.1.Key': 'env' }, production],
    ['of nothing in particular', {}, 'MissingParameter.Tags'],
    ['with a value without a key', { 'Tag.1.Value': 'prod' }, 'InvalidParameter.TagValue'],
    ['both ways at once', { 'Tag.1.Key': 'env', 'TagFilter.1.TagKey': 'env' }, 'InvalidParameter'],
    ['by resource group', { 'Tag.1.Key': 'acs:rm:rgId', 'Tag.1.Value': 'rg-1' }, 'UnsupportedParameter'],
  ])('tags %s', async (_case, params, result) => {
    expect(await listed(params)).toEqual(result);
  });

  test('goes beyond the 1,000 resources at which DescribeInstances stops', async () => {
    emulator.addInstances([{ count: 1130, tags: { batch: 'yes', more: 'tags' } }]);
    const seen = new Set<string>();
    let NextToken = '';
    do {
      const { json } = await call(emulator, 'ListTagResources', {
        ...TARGET,
        'Tag.1.Key': 'batch',
        NextToken,
      });
      const page = json as unknown as {
        NextToken: string;
        TagResources: { TagResource: { ResourceId: string }[] };
      };
      for (const { ResourceId } of page.TagResources.TagResource) seen.add(ResourceId);
      NextToken = page.NextToken;
    } while (NextToken !== '');
    expect(seen.size).toBe(1130);
  });
});
