import { type AddressInfo, createServer } from 'node:net';
import {
  type CallRecord,
  type ClientOptions,
  CloudError,
  type EcsClient,
  STS,
  createApiClient,
  createEcsClient,
  fixedCredentials,
} from '../../../shared/client';
import { ConfigError, DeadlineError } from '../../../shared/core/errors';
import { FakeClock } from './clock';
import {
  type ScriptedService,
  bare,
  error,
  html,
  json,
  reset,
  serve,
  silence,
  stopServices,
} from './service';

afterEach(stopServices);

const SECRET = 'example-secret-of-a-test';
const TOKEN = 'example-token-of-a-test';

function clientOf(service: { readonly endpoint: string }, options: Partial<ClientOptions> = {}): EcsClient {
  return createEcsClient({
    credentials: fixedCredentials({
      accessKeyId: 'example-key-id',
      accessKeySecret: SECRET,
      securityToken: TOKEN,
    }),
    region: 'cn-hangzhou',
    env: { ECS_ENDPOINT: service.endpoint },
    clock: new FakeClock(),
    random: () => 0.5,
    ...options,
  });
}

const OK = json({ RequestId: 'request-ok' });

async function failureOf(promise: Promise<unknown>): Promise<CloudError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof CloudError) return thrown;
  throw new Error(`expected a CloudError, got ${String(thrown)}`);
}

const stop = (ecs: EcsClient, extra: object = {}): Promise<unknown> =>
  ecs.call('StopInstance', { InstanceId: 'i-example1', ...extra });

describe('what goes over the wire', () => {
  test('parameters are flattened and signed with the credentials of the call', async () => {
    const service = await serve(
      json({ RequestId: 'r', Instances: { Instance: [{ InstanceId: 'i-example1' }] } }),
    );
    const body = await clientOf(service).call('DescribeInstances', {
      RegionId: 'cn-hangzhou',
      InstanceIds: JSON.stringify(['i-example1']),
      Tag: [{ Key: 'team', Value: 'a*b (c)!' }],
      MaxResults: 100,
    });
    expect(body.Instances?.Instance?.[0]?.InstanceId).toBe('i-example1');
    expect(service.received).toHaveLength(1);
    expect(service.received[0]).toMatchObject({
      action: 'DescribeInstances',
      params: {
        RegionId: 'cn-hangzhou',
        InstanceIds: '["i-example1"]',
        'Tag.1.Key': 'team',
        'Tag.1.Value': 'a*b (c)!',
        MaxResults: '100',
      },
      headers: { 'x-acs-version': '2014-05-26', 'x-acs-security-token': TOKEN },
    });
    expect(service.received[0]?.headers.authorization).toMatch(
      /^ACS3-HMAC-SHA256 Credential=example-key-id,/,
    );
  });

  test('another product goes through the same pipeline', async () => {
    const service = await serve(json({ AccountId: '1000000000000001' }));
    const api = createApiClient({
      credentials: fixedCredentials({ accessKeyId: 'example-key-id', accessKeySecret: SECRET }),
      region: 'cn-hangzhou',
      env: { ECS_ENDPOINT: service.endpoint },
    });
    await expect(
      api.callApi({ product: STS, operation: 'GetCallerIdentity', params: {} }),
    ).resolves.toMatchObject({
      AccountId: '1000000000000001',
    });
    expect(service.received[0]?.headers['x-acs-version']).toBe('2015-04-01');
  });

  test('a retry has a fresh nonce and the same ClientToken', async () => {
    const service = await serve(error(503, 'ServiceUnavailable'), reset, OK);
    await clientOf(service).call('CreateSnapshot', {
      DiskId: 'd-example1',
      ClientToken: 'token-of-this-snapshot',
    });
    const nonces = service.received.map(({ headers }) => headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(3);
    expect(service.received.map(({ params }) => params['ClientToken'])).toEqual([
      'token-of-this-snapshot',
      'token-of-this-snapshot',
      'token-of-this-snapshot',
    ]);
  });

  test('a region that is no region name is refused before anything is sent', async () => {
    const service = await serve(OK);
    const call = clientOf(service).call('DescribeRegions', {}, { region: 'cn-hangzhou.example.com/' });
    await expect(call).rejects.toThrow(ConfigError);
    expect(service.received).toHaveLength(0);
  });

  test('an endpoint of the configuration that leads out of the rehearsal is refused', async () => {
    const service = await serve(OK);
    const ecs = clientOf(service, { endpoints: { 'cn-beijing': 'ecs.cn-beijing.aliyuncs.com' } });
    await expect(ecs.call('DescribeZones', { RegionId: 'cn-beijing' })).rejects.toThrow(
      'while ECS_ENDPOINT is set',
    );
    await ecs.call('DescribeZones', { RegionId: 'cn-hangzhou' });
    expect(service.received).toHaveLength(1);
  });

  test('the region of the parameters chooses the endpoint', async () => {
    const beijing = await serve(OK);
    const records: CallRecord[] = [];
    const ecs = clientOf(beijing, { onCall: (record) => records.push(record) });
    await ecs.call('DescribeInstances', { RegionId: 'cn-beijing' });
    await ecs.call('DescribeInstances', { RegionId: 'cn-beijing' }, { region: 'cn-shanghai' });
    expect(records.map(({ region }) => region)).toEqual(['cn-beijing', 'cn-shanghai']);
  });
});

describe('retries', () => {
  test.each([
    ['throttling', error(400, 'Throttling.User')],
    ['an unavailable service', error(503, 'ServiceUnavailable')],
    ['a connection reset', reset],
    ['an answer that is not JSON', html],
    ['an answer that is not an object', bare([])],
    ['an answer without RequestId', bare({ Instances: { Instance: [] } })],
  ])('%s is retried for a read', async (_name, failure) => {
    const service = await serve(failure, failure, OK);
    await expect(clientOf(service).call('DescribeInstances', {})).resolves.toEqual({
      RequestId: 'request-ok',
    });
    expect(service.received).toHaveLength(3);
  });

  test.each([
    [403, 'Forbidden.RAM', 'forbidden'],
    [400, 'MissingParameter', 'invalid'],
    [404, 'InvalidInstanceId.NotFound', 'not_found'],
    [403, 'IncorrectInstanceStatus', 'conflict'],
    [403, 'OperationDenied.NoStock', 'no_stock'],
    [400, 'NeverHeardOf', 'unknown'],
  ])('%i %s is final: %s', async (status, code, errorClass) => {
    const service = await serve(error(status, code));
    const failure = await failureOf(clientOf(service).call('DescribeInstances', {}));
    expect(failure).toMatchObject({ errorClass, code, status, requestId: `request-of-${code}`, attempts: 1 });
    expect(failure.message).toContain(`DescribeInstances in cn-hangzhou: ${code} (HTTP ${status})`);
    expect(service.received).toHaveLength(1);
  });

  test('the attempts have an end, and the error tells how many there were', async () => {
    const service = await serve(error(500, 'InternalError'));
    const failure = await failureOf(clientOf(service, { attempts: 3 }).call('DescribeInstances', {}));
    expect(failure).toMatchObject({ attempts: 3, errorClass: 'transient', ambiguous: false });
    expect(service.received).toHaveLength(3);
  });

  test('pauses grow from 100 ms, or from 500 ms when throttled, with jitter', async () => {
    const service = await serve(error(503, 'ServiceUnavailable'), error(503, 'ServiceUnavailable'), OK);
    const clock = new FakeClock();
    await clientOf(service, { clock, random: () => 0.5 }).call('DescribeInstances', {});
    expect(clock.sleeps).toEqual([50, 100]);

    const throttling = await serve(error(403, 'Throttling'), OK);
    const other = new FakeClock();
    await clientOf(throttling, { clock: other, random: () => 0.5 }).call('DescribeInstances', {});
    expect(other.sleeps[0]).toBe(250);
  });

  test('a conflict is retried only where the caller says so', async () => {
    const service = await serve(error(403, 'OperationConflict'), OK);
    await clientOf(service).call('StopInstance', { InstanceId: 'i-example1' }, { retryConflict: true });
    expect(service.received).toHaveLength(2);
  });

  test('when nothing answers any more the budget ends the retries of all calls together', async () => {
    const service = await serve(error(503, 'ServiceUnavailable'));
    const ecs = clientOf(service, { callsPerSecond: 10_000 });
    const calls = Array.from({ length: 40 }, () => failureOf(ecs.call('DescribeInstances', {})));
    await Promise.all(calls);
    expect(service.received).toHaveLength(40 + 500 / 5);
  });
});

describe('a change whose answer is lost', () => {
  test.each([
    ['a reset', reset],
    ['an unreadable answer', html],
    ['an internal error', error(500, 'InternalError')],
  ])('%s surfaces as ambiguous instead of being repeated', async (_name, lost) => {
    const service = await serve(lost, OK);
    const failure = await failureOf(stop(clientOf(service)));
    expect(failure).toMatchObject({ ambiguous: true, errorClass: 'transient', attempts: 1 });
    expect(failure.message).toContain('read the state again');
    expect(service.received).toHaveLength(1);
  });

  test.each([
    ['throttling', error(403, 'Throttling')],
    ['an unavailable service', error(503, 'ServiceUnavailable')],
  ])('%s was refused for certain and is repeated', async (_name, refused) => {
    const service = await serve(refused, OK);
    await stop(clientOf(service));
    expect(service.received).toHaveLength(2);
  });

  test.each<[string, (ecs: EcsClient) => Promise<unknown>]>([
    [
      'it has a ClientToken',
      (ecs) => ecs.call('CreateSnapshot', { DiskId: 'd-example1', ClientToken: 'token' }),
    ],
    [
      'the caller vouches for it',
      (ecs) => ecs.call('StopInstance', { InstanceId: 'i-1' }, { idempotent: true }),
    ],
    [
      'tags can be set twice',
      (ecs) => ecs.call('TagResources', { ResourceType: 'instance', ResourceId: ['i-1'] }),
    ],
    [
      'each instance is answered for itself',
      (ecs) => ecs.call('StopInstances', { InstanceId: ['i-1'], BatchOptimization: 'SuccessFirst' }),
    ],
  ])('it is repeated where %s', async (_why, call) => {
    const service = await serve(reset, OK);
    await call(clientOf(service));
    expect(service.received).toHaveLength(2);
  });

  test('a batch that stands or falls together is not repeated', async () => {
    const service = await serve(reset, OK);
    const call = clientOf(service).call('StopInstances', {
      InstanceId: ['i-1'],
      BatchOptimization: 'AllTogether',
    });
    expect(await failureOf(call)).toMatchObject({ ambiguous: true });
  });
});

describe('addresses that do not answer', () => {
  test('a refused connection names the address and is never ambiguous', async () => {
    const service = await serve(OK);
    const { endpoint } = service;
    await stopServices();
    const failure = await failureOf(stop(clientOf({ endpoint }, { attempts: 2 })));
    expect(failure).toMatchObject({
      code: 'ECONNREFUSED',
      errorClass: 'transient',
      ambiguous: false,
      attempts: 2,
    });
    expect(failure.message).toContain(endpoint);
  });

  test('a silent server is given up after the read timeout, which is not cut short by the connect timeout', async () => {
    const service = await serve(silence);
    const ecs = clientOf(service, { connectTimeoutMs: 50, readTimeoutMs: 80, attempts: 1 });
    const failure = await failureOf(stop(ecs));
    expect(failure).toMatchObject({ code: 'ReadTimeout', errorClass: 'transient', ambiguous: true });
    expect(failure.message).toContain(`no complete answer from ${service.endpoint} within 80 ms`);
  });

  test('an answer that stops half way is given up too', async () => {
    const service = await serve((_received, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"RequestId":');
    });
    const ecs = clientOf(service, { readTimeoutMs: 40, attempts: 1 });
    expect(await failureOf(ecs.call('DescribeRegions', {}))).toMatchObject({ code: 'ReadTimeout' });
  });
});

describe('a connection that does not come about', () => {
  test('is given up after the connect timeout, and a change is not ambiguous: nothing was sent', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const endpoint = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const failure = await failureOf(stop(clientOf({ endpoint }, { connectTimeoutMs: 30, attempts: 2 })));
    listener.close();
    expect(failure).toMatchObject({ code: 'ConnectTimeout', ambiguous: false, attempts: 2 });
    expect(failure.message).toContain(`no connection to ${endpoint} within 30 ms`);
  });
});

describe('deadline and cancellation', () => {
  const clock = new FakeClock();

  test('nothing is sent when there is no time left', async () => {
    const service = await serve(OK);
    const ecs = clientOf(service, { clock, deadline: clock.in(100) });
    await expect(ecs.call('DescribeRegions', {})).rejects.toThrow(DeadlineError);
    expect(service.received).toHaveLength(0);
  });

  test('the sooner deadline counts', async () => {
    const service = await serve(OK);
    const ecs = clientOf(service, { clock, deadline: clock.in(60_000) });
    const call = ecs.call('DescribeRegions', {}, { deadline: clock.in(100) });
    await expect(call).rejects.toThrow(clock.in(100).toISOString());
  });

  test('a pause that would end too late is not begun, and the failure that came before it is told', async () => {
    const service = await serve(error(403, 'Throttling'));
    const own = new FakeClock();
    const ecs = clientOf(service, { clock: own, deadline: own.in(450), random: () => 0.999 });
    expect(await failureOf(ecs.call('DescribeRegions', {}))).toMatchObject({
      code: 'Throttling',
      attempts: 1,
    });
    expect(own.sleeps).toEqual([]);
  });

  test('an attempt ends with the deadline', async () => {
    const service = await serve(silence);
    const ecs = clientOf(service, { clock, deadline: clock.in(260), attempts: 1 });
    expect(await failureOf(stop(ecs))).toMatchObject({ code: 'OutOfTime', ambiguous: true });
  });

  test('a signal ends a call that is under way', async () => {
    const controller = new AbortController();
    const service = await serve(() => {
      controller.abort();
    });
    const call = clientOf(service).call('StopInstance', { InstanceId: 'i-1' }, { signal: controller.signal });
    expect(await failureOf(call)).toMatchObject({ code: 'Aborted', ambiguous: true, attempts: 1 });
  });

  test('a signal that was given before keeps the call from being made', async () => {
    const service = await serve(OK);
    const call = clientOf(service).call(
      'DescribeRegions',
      {},
      { signal: AbortSignal.abort(new Error('enough')) },
    );
    await expect(call).rejects.toThrow('enough');
    expect(service.received).toHaveLength(0);
  });
});

describe('probe', () => {
  test('an answer like that of a real call says nothing about permission', async () => {
    const service = await serve(json({ Instances: { Instance: [] } }));
    await expect(clientOf(service).probe('DescribeInstances', {})).rejects.toThrow(
      'says nothing about permission',
    );
  });

  test('DryRunOperation means allowed', async () => {
    const service = await serve(error(400, 'DryRunOperation', 'Request validation has been passed.'));
    await expect(clientOf(service).probe('DescribeInstances', { RegionId: 'cn-hangzhou' })).resolves.toBe(
      'allowed',
    );
    expect(service.received[0]?.params['DryRun']).toBe('true');
  });

  test('so does what a batch operation answers', async () => {
    const service = await serve(error(400, 'DRYRUN.SUCCESS'));
    await expect(clientOf(service).probe('StopInstances', { InstanceId: ['i-example1'] })).resolves.toBe(
      'allowed',
    );
  });

  test('a refusal is a result', async () => {
    const service = await serve(error(403, 'Forbidden.RAM'));
    const result = await clientOf(service).probe('DescribeInstances', {});
    expect(result).toMatchObject({ refused: { code: 'Forbidden.RAM', errorClass: 'forbidden' } });
  });

  test('what says nothing about permission is thrown', async () => {
    const service = await serve(error(403, 'Throttling'));
    await expect(clientOf(service, { attempts: 2 }).probe('DescribeInstances', {})).rejects.toThrow(
      'Throttling',
    );
  });
});

describe('metrics and log', () => {
  async function run(service: ScriptedService, records: CallRecord[]): Promise<EcsClient> {
    const ecs = clientOf(service, { onCall: (record) => records.push(record) });
    await stop(ecs);
    await failureOf(stop(ecs));
    return ecs;
  }

  test('calls, attempts, retries, throttles and the request IDs of changes are kept', async () => {
    const service = await serve(error(403, 'Throttling'), OK, error(403, 'IncorrectInstanceStatus'));
    const ecs = await run(service, []);
    expect(ecs.metrics()).toEqual({
      operations: { StopInstance: { calls: 2, attempts: 3, retries: 1, throttles: 1, failures: 1 } },
      writes: [
        { operation: 'StopInstance', region: 'cn-hangzhou', requestId: 'request-of-Throttling' },
        { operation: 'StopInstance', region: 'cn-hangzhou', requestId: 'request-ok' },
        { operation: 'StopInstance', region: 'cn-hangzhou', requestId: 'request-of-IncorrectInstanceStatus' },
      ],
    });
  });

  test('each attempt is one record without parameters', async () => {
    const service = await serve(error(403, 'Throttling'), OK, error(403, 'IncorrectInstanceStatus'));
    const records: CallRecord[] = [];
    await run(service, records);
    expect(records).toMatchObject([
      { operation: 'StopInstance', attempt: 1, ok: false, status: 403, code: 'Throttling' },
      { operation: 'StopInstance', attempt: 2, ok: true, status: 200, requestId: 'request-ok' },
      { operation: 'StopInstance', attempt: 1, ok: false, code: 'IncorrectInstanceStatus' },
    ]);
    expect(JSON.stringify(records)).not.toContain('i-example1');
  });
});

test('a service that quotes the string to sign does not bring the token into the error', async () => {
  const quoted = `Specified signature does not match, server string to sign is:[POST x-acs-security-token:${TOKEN}] ${SECRET}`;
  const service = await serve(error(404, 'SignatureDoesNotMatch', quoted));
  const failure = await failureOf(clientOf(service).call('DescribeRegions', {}));
  expect(failure.errorClass).toBe('forbidden');
  expect(`${failure.message} ${JSON.stringify(failure)} ${failure.stack ?? ''}`).not.toMatch(
    new RegExp(`${TOKEN}|${SECRET}`),
  );
});
