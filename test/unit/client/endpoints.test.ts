import { ECS, FC, type Product, STS, assertRegion, assertRehearsalHost } from '../../../shared/client';
import { originOf, isLoopbackRehearsal, resolveEndpoint } from '../../../shared/client/endpoints';
import { ConfigError } from '../../../shared/core/errors';

const LOOPBACK = 'http://127.0.0.1:8080';

describe('published endpoints', () => {
  test.each<[Product, string, 'public' | 'vpc', string]>([
    [ECS, 'cn-beijing', 'public', 'ecs.cn-beijing.aliyuncs.com'],
    [ECS, 'cn-beijing', 'vpc', 'ecs-vpc.cn-beijing.aliyuncs.com'],
    [ECS, 'cn-hangzhou', 'public', 'ecs-cn-hangzhou.aliyuncs.com'],
    [ECS, 'cn-hangzhou', 'vpc', 'ecs-vpc.cn-hangzhou.aliyuncs.com'],
    [ECS, 'cn-hangzhou-finance', 'public', 'ecs.aliyuncs.com'],
    [STS, 'ap-southeast-1', 'public', 'sts.ap-southeast-1.aliyuncs.com'],
    [STS, 'ap-southeast-1', 'vpc', 'sts-vpc.ap-southeast-1.aliyuncs.com'],
    [STS, 'cn-hangzhou-finance', 'public', 'sts.aliyuncs.com'],
    [FC, 'cn-shanghai', 'public', 'fcv3.cn-shanghai.aliyuncs.com'],
    [FC, 'cn-shanghai', 'vpc', 'fcv3.cn-shanghai.aliyuncs.com'],
    [FC, 'me-central-1', 'vpc', 'me-central-1.fc.aliyuncs.com'],
  ])('%p in %s over the %s network', (product, region, network, host) => {
    expect(resolveEndpoint({ product, region, network })).toEqual({ protocol: 'https', host });
  });

  test('an endpoint that is known better goes first', () => {
    const endpoint = resolveEndpoint({
      product: ECS,
      region: 'cn-beijing',
      endpoint: 'ecs.example.aliyuncs.com',
    });
    expect(originOf(endpoint)).toBe('https://ecs.example.aliyuncs.com');
  });
});

describe('region names', () => {
  test.each(['cn-hangzhou', 'ap-southeast-1', 'cn-wulanchabu-gic-1', 'cn-heyuan-acdr-1'])('%s', (region) => {
    expect(() => {
      assertRegion(region);
    }).not.toThrow();
  });

  test.each([
    '',
    'hangzhou',
    'CN-HANGZHOU',
    'cn-hangzhou.example.com',
    'cn-hangzhou/',
    'a@example.com',
    'cn-hang zhou',
    'cn-hangzhou\n',
  ])('%j is refused', (region) => {
    expect(() => resolveEndpoint({ product: ECS, region })).toThrow(ConfigError);
  });
});

describe('ECS_ENDPOINT', () => {
  test.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['emulator.example.com', 'https://emulator.example.com'],
    ['emulator.example.com:8443', 'https://emulator.example.com:8443'],
    [' https://emulator.example.com/ ', 'https://emulator.example.com'],
  ])('%s is used for every product and region as %s', (override, origin) => {
    for (const product of [ECS, STS, FC]) {
      expect(originOf(resolveEndpoint({ product, region: 'cn-beijing', override }))).toBe(origin);
    }
  });

  test.each([
    ['http://ecs.aliyuncs.com', 'plain http'],
    ['http://127.0.0.1.example.com', 'plain http'],
    ['http://0.0.0.0:80', 'plain http'],
    ['ftp://127.0.0.1', 'not an endpoint'],
    ['http://127.0.0.1/path', 'not an endpoint'],
    ['http://127.0.0.1?x=1', 'not an endpoint'],
    ['http://user:password@127.0.0.1', 'not an endpoint'],
    ['http://', 'not an endpoint'],
  ])('%s is refused: %s', (override, reason) => {
    const resolve = (): unknown => resolveEndpoint({ product: ECS, region: 'cn-beijing', override });
    expect(resolve).toThrow(ConfigError);
    expect(resolve).toThrow(reason);
  });

  test('a password in it is not repeated', () => {
    const override = 'http://user:password@127.0.0.1';
    expect(() => resolveEndpoint({ product: ECS, region: 'cn-beijing', override })).not.toThrow('password');
  });

  test('not set, the published rule holds', () => {
    expect(resolveEndpoint({ product: ECS, region: 'cn-beijing', override: undefined }).host).toBe(
      'ecs.cn-beijing.aliyuncs.com',
    );
  });

  test.each(['', '  '])('set to %j it is a rehearsal that was meant, and an error', (override) => {
    expect(() => resolveEndpoint({ product: ECS, region: 'cn-beijing', override })).toThrow('set, but empty');
  });

  test.each([
    'ecs.cn-beijing.aliyuncs.com',
    'https://ecs.aliyuncs.com',
    'https://ECS.ALIYUNCS.COM:443',
    'https://ecs.aliyuncs.com.',
    'ecs.aliyuncs.com.:8443',
  ])('set to %s it is the real cloud, and an error', (override) => {
    expect(() => resolveEndpoint({ product: ECS, region: 'cn-beijing', override })).toThrow(
      'is the real cloud',
    );
  });

  test.each([
    [LOOPBACK, true],
    ['localhost:8080', true],
    ['https://emulator.example', false],
    [undefined, false],
  ])('%s is a rehearsal on this machine: %s', (override, expected) => {
    expect(isLoopbackRehearsal(override)).toBe(expected);
  });

  test('an endpoint from elsewhere is an error while it is set, unless it is the same', () => {
    const query = { product: ECS, region: 'cn-beijing', override: LOOPBACK };
    expect(() => resolveEndpoint({ ...query, endpoint: 'ecs.cn-beijing.aliyuncs.com' })).toThrow(
      'while ECS_ENDPOINT is set',
    );
    expect(resolveEndpoint({ ...query, endpoint: '127.0.0.1:8080' }).host).toBe('127.0.0.1:8080');
  });

  test.each([
    ['https://oapi.dingtalk.com/robot/send?access_token=example', false],
    ['https://127.0.0.1.example.com/', false],
    ['http://127.0.0.1:9999/hook', true],
    ['http://localhost:9999/hook', true],
    ['127.0.0.1:8080', true],
    ['::not a url::', false],
  ])('destination %s may be reached in a rehearsal: %s', (destination, allowed) => {
    const check = (): void => {
      assertRehearsalHost(destination, LOOPBACK);
    };
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(ConfigError);
  });

  test('a rehearsal on another machine allows that machine alone', () => {
    const override = 'https://emulator.example.com';
    expect(() => {
      assertRehearsalHost('https://emulator.example.com/hook', override);
    }).not.toThrow();
    for (const other of [
      'http://emulator.example.com/',
      'https://emulator.example.com:8443/',
      'http://127.0.0.1/',
    ]) {
      expect(() => {
        assertRehearsalHost(other, override);
      }).toThrow(ConfigError);
    }
  });

  test('the destination is named without its token, and outside a rehearsal everything may be reached', () => {
    const hook = 'https://oapi.dingtalk.com/robot/send?access_token=example';
    const check = (): void => {
      assertRehearsalHost(hook, LOOPBACK);
    };
    expect(check).toThrow('oapi.dingtalk.com');
    expect(check).not.toThrow('access_token');
    expect(() => {
      assertRehearsalHost(hook, undefined);
    }).not.toThrow();
  });
});
