import { startEmulator } from '../../emulator';
import type { Emulator, FunctionInput } from '../../emulator';
import { send } from '../unit/emulator/raw-client';
import { FunctionFolder } from '../unit/fc-host/functions';
import { CallError } from './drivers/driver';
import type { Connection } from './drivers/driver';
import { FUNCTION_DRIVERS } from './drivers/function-compute';
import type { FunctionAnswer, FunctionCall, FunctionDriver } from './drivers/function-compute';

const MINUTE_MS = 60_000;
const ACCOUNT = '1234567890123456';
const ASYNC = { 'x-fc-invocation-type': 'Async' };

const folder = new FunctionFolder();
afterAll(() => {
  folder.remove();
});

describe.each(FUNCTION_DRIVERS)('$name', (factory) => {
  const service = factory.hasServices ? { service: 'shop' } : {};
  let emulator: Emulator;
  let driver: FunctionDriver;

  beforeEach(async () => {
    emulator = await startEmulator({
      frozen: true,
      now: '2026-03-02T08:00:00Z',
      fleet: {
        account: ACCOUNT,
        users: [
          { name: 'nobody', policies: [], accessKeyId: 'LTAInobody', accessKeySecret: 'secret' },
          {
            name: 'caller',
            policies: [
              {
                Version: '1',
                Statement: [
                  {
                    Effect: 'Allow',
                    Action: 'fc:InvokeFunction',
                    Resource: factory.hasServices
                      ? 'acs:fc:cn-hangzhou:*:services/shop/functions/one'
                      : 'acs:fc:cn-hangzhou:*:functions/one',
                  },
                ],
              },
            ],
            accessKeyId: 'LTAIcaller',
            accessKeySecret: 'secret',
          },
        ],
        roles: [{ name: 'operator', trust: ['fc.aliyuncs.com'], policies: ['AliyunFCFullAccess'] }],
      },
    });
    driver = connect();
  });
  afterEach(() => emulator.close());

  function connect(key: Partial<Connection> = {}, account = ACCOUNT): FunctionDriver {
    const { endpoint, accessKeyId, accessKeySecret } = emulator;
    return factory.connect({ endpoint, accessKeyId, accessKeySecret, ...key }, account);
  }

  function register(input: Omit<FunctionInput, 'name'> & { readonly name?: string }): string {
    const { arn } = emulator.registerFunction({ name: 'one', ...service, ...input });
    return arn;
  }

  function invoke(call: Partial<FunctionCall> = {}, from = driver): Promise<FunctionAnswer> {
    return from.invoke({ name: 'one', event: '{"a":1}', ...service, ...call });
  }

  async function errorOf(call: Promise<unknown>): Promise<CallError> {
    const error = await call.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    if (!(error instanceof CallError)) throw new Error(`expected an error of the API, got ${String(error)}`);
    return error;
  }

  test('hands over the bytes and gives back what the function returned', async () => {
    const events: unknown[] = [];
    register({
      invoke: (event, context) => {
        events.push(String(event), context);
        return { done: true };
      },
    });
    const answer = await invoke({ event: 'ä{' });
    expect(answer.payload).toBe('{"done":true}');
    expect(answer.headers['x-fc-request-id']).toMatch(/^1-[\da-f]{8}-[\da-f]{8}-[\da-f]{12}$/);
    expect(answer.headers['x-fc-error-type']).toBeUndefined();
    expect(events).toEqual([
      'ä{',
      expect.objectContaining({
        requestId: answer.headers['x-fc-request-id'],
        function: { name: 'one', handler: 'index.handler', memory: 512, timeout: 3 },
        accountId: ACCOUNT,
        region: 'cn-hangzhou',
      }),
    ]);
    expect(emulator.journal({ operation: 'InvokeFunction' })).toEqual([
      expect.objectContaining({
        product: 'FC',
        account: ACCOUNT,
        params: {
          ...(factory.hasServices && { serviceName: 'shop' }),
          functionName: 'one',
          invocationType: 'Sync',
        },
        status: 200,
        code: 'OK',
      }),
    ]);
  });

  test('an error of the function is an answer with a header', async () => {
    register({ invoke: () => Promise.reject(new TypeError('oops')) });
    const { headers, payload } = await invoke();
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(JSON.parse(payload)).toMatchObject({ errorMessage: 'oops', errorType: 'TypeError' });
  });

  test('runs code of a folder with its environment and credentials, and gives the end of its log', async () => {
    const { code } = folder.add(
      `exports.handler = async (event, context) => {
         console.log('x'.repeat(5000), 'last words');
         return { event: event.toString(), variable: process.env.WHERE, id: context.credentials.accessKeyId };
       }`,
    );
    register({
      folder: code,
      bootstrap: folder.bootstrap,
      environment: { WHERE: 'here' },
      role: 'operator',
      timeout: 30,
    });
    const { payload, headers } = await invoke({ headers: { 'x-fc-log-type': 'Tail' } });
    expect(JSON.parse(payload)).toEqual({
      event: '{"a":1}',
      variable: 'here',
      id: expect.stringMatching(/^STS\./) as string,
    });
    const log = Buffer.from(headers['x-fc-log-result'] ?? '', 'base64');
    expect(log).toHaveLength(4096);
    expect(log.toString()).toContain('last words');
    expect(Number(headers['x-fc-max-memory-usage'])).toBeGreaterThan(0);
  });

  test('temporary credentials are accepted until they expire', async () => {
    register({ invoke: () => 'ok' });
    const session = connect(emulator.issueRoleCredentials('operator', 'session', 60));
    expect((await invoke({}, session)).payload).toBe('ok');
    emulator.advance(MINUTE_MS);
    expect(await errorOf(invoke({}, session))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  test('whom RAM does not allow is refused', async () => {
    const arn = register({ invoke: () => 'ok' });
    register({ name: 'two', invoke: () => 'ok' });
    const caller = connect({ accessKeyId: 'LTAIcaller', accessKeySecret: 'secret' });
    const nobody = connect({ accessKeyId: 'LTAInobody', accessKeySecret: 'secret' });
    expect((await invoke({}, caller)).payload).toBe('ok');
    expect(await errorOf(invoke({ name: 'two' }, caller))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
    expect(await errorOf(invoke({}, nobody))).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(emulator.journal().map(({ ram }) => ram?.decision)).toEqual([
      'allow',
      'implicitDeny',
      'implicitDeny',
    ]);
    expect(emulator.journal()[0]?.ram).toMatchObject({
      action: 'fc:InvokeFunction',
      resources: [{ resource: arn, decision: 'allow' }],
    });
  });

  test.each<[string, Partial<Connection>, string]>([
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureNotMatch'],
    ['an unknown key', { accessKeyId: 'LTAIunknown' }, 'InvalidAccessKeyID'],
  ])('%s is refused', async (_, key, code) => {
    register({ invoke: () => 'ok' });
    expect(await errorOf(invoke({}, connect(key)))).toMatchObject({ code, status: 403 });
  });

  test('what is not there is not found', async () => {
    register({ invoke: () => 'ok' });
    expect(await errorOf(invoke({ name: 'other' }))).toMatchObject({ code: 'FunctionNotFound', status: 404 });
    expect(await errorOf(invoke({ qualifier: '7' }))).toMatchObject({ code: 'VersionNotFound', status: 404 });
    expect(await errorOf(invoke({ qualifier: 'prod' }))).toMatchObject({
      code: 'AliasNotFound',
      status: 404,
    });
    expect((await invoke({ qualifier: 'LATEST' })).payload).toBe('ok');
  });

  test.each([
    ['x-fc-invocation-type', 'Later'],
    ['x-fc-log-type', 'All'],
    ['x-fc-async-task-id', 'task'],
  ])('the header %s with %s is refused by name', async (name, value) => {
    register({ invoke: () => 'ok' });
    const error = await errorOf(invoke({ headers: { [name]: value } }));
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400 });
    expect(error.message).toContain(name);
  });

  test('an asynchronous event may have 128 KB, a synchronous one more', async () => {
    register({ invoke: (event) => (event as Buffer).length });
    const event = 'x'.repeat(128 * 1024 + 1);
    expect(await errorOf(invoke({ event, headers: ASYNC }))).toMatchObject({
      code: 'EntityTooLarge',
      status: 400,
      message: expect.stringContaining('(131072 bytes)') as string,
    });
    expect((await invoke({ event })).payload).toBe('131073');
  });

  test('one invocation more than the reserved concurrency is throttled', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let started = (): void => undefined;
    const running = new Promise<void>((resolve) => (started = resolve));
    register({
      reservedConcurrency: 1,
      invoke: async () => {
        started();
        await held;
      },
    });
    const first = invoke();
    await running;
    expect(await errorOf(invoke())).toMatchObject({ code: 'ResourceExhausted', status: 429 });
    release();
    await first;
    await invoke();
  });

  test.each([
    ['throttle', 'ResourceExhausted', 429],
    ['serverError', 'InternalServerError', 500],
    ['serviceUnavailable', 'ResourceThrottled', 503],
    ['expiredToken', 'AccessDenied', 403],
  ] as const)('the fault %s is %s', async (effect, code, status) => {
    register({ invoke: () => 'ok' });
    emulator.setFaults([{ operation: 'InvokeFunction', effect, times: 1 }]);
    expect(await errorOf(invoke())).toMatchObject({ code, status });
    expect((await invoke()).payload).toBe('ok');
  });

  test('faults of a region strike the functions that are there', async () => {
    register({ invoke: () => 'ok' });
    emulator.setFaults([{ region: 'cn-beijing', effect: 'throttle' }]);
    expect((await invoke()).payload).toBe('ok');
    emulator.setFaults([{ region: 'cn-hangzhou', effect: 'throttle' }]);
    expect(await errorOf(invoke())).toMatchObject({ status: 429 });
  });

  describe('asynchronously', () => {
    test('the answer comes at once, the function runs after it', async () => {
      const events: string[] = [];
      register({ invoke: (event) => void events.push(String(event)) });
      const { payload, headers } = await invoke({ headers: ASYNC });
      expect(payload).toBe('');
      await emulator.play(0);
      expect(events).toEqual(['{"a":1}']);
      expect(emulator.invocations()).toEqual([
        expect.objectContaining({
          requestId: headers['x-fc-request-id'],
          status: 'Succeeded',
          attempts: 1,
          destination: undefined,
        }),
      ]);
    });

    test('a function that fails is run three times more, then the failure destination is told', async () => {
      const at: string[] = [];
      const told: unknown[] = [];
      const destination = emulator.registerFunction({
        name: 'failures',
        invoke: (event) => void told.push(JSON.parse(String(event))),
      });
      const arn = register({
        asyncInvoke: { onFailure: destination.arn },
        invoke: () => {
          at.push(emulator.now().toISOString().slice(11, 19));
          throw new Error('oops');
        },
      });
      await invoke({ headers: ASYNC });
      await emulator.play(10 * MINUTE_MS);
      expect(at).toEqual(['08:00:00', '08:01:00', '08:02:00', '08:03:00']);
      const [failed] = emulator.invocations();
      expect(failed).toMatchObject({ status: 'Failed', attempts: 4, errorType: 'UnhandledInvocationError' });
      expect(told).toEqual([
        {
          timestamp: '2026-03-02T08:03:00.000Z',
          requestContext: {
            requestId: failed?.requestId,
            functionArn: arn,
            condition: 'UnhandledInvocationError',
            approximateInvokeCount: 4,
          },
          requestPayload: '{"a":1}',
          responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
          responsePayload: failed?.payload,
        },
      ]);
    });

    test('a success goes to the other destination, which need not be there', async () => {
      const queue = `acs:mns:cn-hangzhou:${ACCOUNT}:/queues/done/messages`;
      register({ asyncInvoke: { maxAsyncRetryAttempts: 0, onSuccess: queue }, invoke: () => 'fine' });
      await invoke({ headers: ASYNC });
      await emulator.play(0);
      expect(emulator.invocations()[0]?.destination).toEqual({
        arn: queue,
        event: expect.objectContaining({ responsePayload: 'fine' }) as unknown,
      });
    });

    test('an event that has become too old is given up', async () => {
      register({
        asyncInvoke: { maxAsyncEventAgeInSeconds: 90 },
        invoke: () => Promise.reject(new Error('oops')),
      });
      await invoke({ headers: ASYNC });
      await emulator.play(10 * MINUTE_MS);
      expect(emulator.invocations()[0]).toMatchObject({ status: 'Expired', attempts: 2 });
    });

    test('without concurrency it is tried for five hours', async () => {
      register({ reservedConcurrency: 0, invoke: () => 'never' });
      await invoke({ headers: ASYNC });
      await emulator.play(6 * 60 * MINUTE_MS);
      expect(emulator.invocations()[0]).toMatchObject({ status: 'Failed', attempts: 0, throttled: 16 });
    });

    test('a reset forgets it', async () => {
      let runs = 0;
      register({
        invoke: () => {
          runs += 1;
          throw new Error('oops');
        },
      });
      await invoke({ headers: ASYNC });
      await emulator.play(0);
      emulator.reset();
      await emulator.play(10 * MINUTE_MS);
      expect([runs, emulator.invocations()]).toEqual([1, []]);
    });
  });
});

describe('one generation only', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ frozen: true });
  });
  afterEach(() => emulator.close());

  test.each([
    ['GET', '/2023-03-30/functions/one/invocations'],
    ['POST', '/2023-03-30/functions'],
    ['POST', '/2023-03-30/functions/a/b/invocations'],
    ['POST', '/2016-08-15/services/shop'],
  ])('%s %s is not supported', async (method, path) => {
    const { status, json } = await send(emulator.endpoint, { method, path });
    expect(status).toBe(400);
    expect(json).toMatchObject(
      path.startsWith('/2023')
        ? { Code: 'PathNotSupported', Message: `'${method}' against '${path}' is not supported` }
        : { ErrorCode: 'PathNotSupported' },
    );
  });

  test.each([
    ['/2016-08-15/services/shop/functions/one/invocations', {}, 'AccessDenied'],
    ['/2016-08-15/services/shop/functions/one/invocations', { authorization: 'FC x' }, 'SignatureNotMatch'],
    [
      '/2016-08-15/services/shop/functions/one/invocations',
      { authorization: 'FC LTAIunknown:x' },
      'MissingRequiredHeader',
    ],
    [
      '/2016-08-15/services/shop/functions/one/invocations',
      { authorization: 'FC LTAIunknown:x', 'content-md5': 'x' },
      'InvalidArgument',
    ],
    ['/2016-08-15/services/%ff/functions/one/invocations', {}, 'InvalidArgument'],
    ['/2023-03-30/functions/one/invocations', {}, 'SignatureNotMatch'],
    ['/2023-03-30/functions/one/invocations?qualifier=%ff%', {}, 'InvalidArgument'],
  ])('%s with %j is %s', async (path, headers, code) => {
    const { json } = await send(emulator.endpoint, { method: 'POST', path, headers });
    expect(json['Code'] ?? json['ErrorCode']).toBe(code);
  });

  test('the account of another is refused, and a date long ago', async () => {
    const { endpoint, accessKeyId, accessKeySecret } = emulator;
    const [, generation2] = FUNCTION_DRIVERS;
    const driver = generation2?.connect({ endpoint, accessKeyId, accessKeySecret }, '2234567890123456');
    await expect(driver?.invoke({ service: 'shop', name: 'one', event: '' })).rejects.toMatchObject({
      code: 'AccessDenied',
    });
    const { json } = await send(endpoint, {
      method: 'POST',
      path: '/2016-08-15/services/shop/functions/one/invocations',
      headers: { authorization: `FC ${accessKeyId}:x`, date: 'Fri, 02 Jan 2015 10:00:00 GMT' },
    });
    expect(json).toMatchObject({ ErrorCode: 'AccessDenied' });
  });

  test('a service that is not there', async () => {
    const { endpoint, accessKeyId, accessKeySecret, accountId } = emulator;
    const driver = FUNCTION_DRIVERS[1]?.connect({ endpoint, accessKeyId, accessKeySecret }, accountId);
    await expect(driver?.invoke({ service: 'shop', name: 'one', event: '' })).rejects.toMatchObject({
      code: 'ServiceNotFound',
      status: 404,
    });
  });

  test('over 32 MB is too much', async () => {
    const { json } = await send(emulator.endpoint, {
      method: 'POST',
      path: '/2023-03-30/functions/one/invocations',
      body: Buffer.alloc(32 * 1024 * 1024 + 1).toString(),
    });
    expect(json).toMatchObject({ Code: 'EntityTooLarge' });
  });
});
