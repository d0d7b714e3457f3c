import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFcHost } from '../../../emulator/fc';
import type { FcFunction, FcHost, FcHostOptions, Invocation } from '../../../emulator/fc';
import { FunctionFolder } from './functions';

const folder = new FunctionFolder();
const hosts: FcHost[] = [];
const credentials = {
  accessKeyId: 'STS.example',
  accessKeySecret: 'example-secret',
  securityToken: 'example-token',
};

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});
afterAll(() => {
  folder.remove();
});

function hostOf(functions: FcFunction[], options: Partial<FcHostOptions> = {}): FcHost {
  const host = createFcHost({
    functions,
    accountId: '1234567890123456',
    region: 'cn-hangzhou',
    issueCredentials: () => credentials,
    bootstrap: folder.bootstrap,
    ...options,
  });
  hosts.push(host);
  return host;
}

/** Runs one event through a function with this source. */
function run(
  source: string,
  changes: Partial<FcFunction> = {},
  event = '{}',
  file = 'index.js',
): Promise<Invocation> {
  const deployed = folder.add(source, changes, file);
  return hostOf([deployed]).invoke(deployed.functionName, event);
}

function json(invocation: Invocation): unknown {
  return JSON.parse(invocation.payload.toString());
}

describe('event and return value', () => {
  test('the event is a Buffer with exactly the bytes sent', async () => {
    const deployed = folder.add(
      'module.exports.handler = async (event) => ({ buffer: Buffer.isBuffer(event), hex: event.toString("hex") })',
    );
    const result = await hostOf([deployed]).invoke(deployed.functionName, Buffer.from([0, 255, 16]));
    expect(json(result)).toEqual({ buffer: true, hex: '00ff10' });
    expect(result.errorType).toBeUndefined();
  });

  test.each([
    ['a Buffer as it is', 'Buffer.from([1, 2])', Buffer.from([1, 2])],
    ['an object as JSON', '({ a: 1 })', Buffer.from('{"a":1}')],
    ['an array as JSON', '[1, 2]', Buffer.from('[1,2]')],
    ['text as text', '"done"', Buffer.from('done')],
    ['a number as text', '42', Buffer.from('42')],
    ['nothing as nothing', 'undefined', Buffer.alloc(0)],
  ])('returns %s', async (_, expression, expected) => {
    const { payload } = await run(`module.exports.handler = async () => ${expression}`);
    expect(payload).toEqual(expected);
  });

  test.each([
    ['an ES module', 'export const handler = async () => "esm"', 'index.mjs', 'esm'],
    [
      'a callback, called later',
      'module.exports.handler = (e, c, callback) => { setImmediate(() => callback(null, "later")) }',
      'index.js',
      'later',
    ],
    [
      'an async handler that also calls back',
      'module.exports.handler = async (e, c, callback) => { callback(null, "first"); return "second" }',
      'index.js',
      'first',
    ],
    ['a synchronous handler', 'module.exports.handler = () => "sync"', 'index.js', 'sync'],
  ])('accepts %s', async (_, source, file, expected) => {
    const { payload } = await run(source, {}, '{}', file);
    expect(payload.toString()).toBe(expected);
  });
});

describe('context and environment', () => {
  const REPORT = `module.exports.handler = async (event, context) => ({ context, frozen: Object.isFrozen(context.function), env: process.env, cwd: process.cwd() })`;

  test('has the documented context', async () => {
    const deployed = folder.add(REPORT, { role: 'scheduler', timeout: 60, memorySize: 192 });
    const issued: string[] = [];
    const host = hostOf([deployed], {
      issueCredentials: (role) => {
        issued.push(role);
        return Promise.resolve(credentials);
      },
    });
    const result = await host.invoke(deployed.functionName, '{}', { requestId: 'request-1' });
    expect(json(result)).toMatchObject({
      frozen: true,
      cwd: deployed.code,
      context: {
        requestId: 'request-1',
        credentials,
        function: { name: deployed.functionName, handler: 'index.handler', memory: 192, timeout: 60 },
        service: { qualifier: 'LATEST' },
        region: 'cn-hangzhou',
        accountId: '1234567890123456',
      },
    });
    expect(issued).toEqual(['scheduler']);
  });

  test("the environment is the function's own, what FC provides, and nothing of this machine", async () => {
    process.env['FC_HOST_TEST_LEAK'] = 'leaked';
    const deployed = folder.add(REPORT, {
      role: 'scheduler',
      environment: { DRY_RUN: 'true', FC_REGION: 'forged' },
    });
    const host = hostOf([deployed], { extraEnvironment: { ECS_ENDPOINT: 'http://127.0.0.1:1' } });
    const { env } = json(await host.invoke(deployed.functionName, '{}')) as { env: Record<string, string> };
    delete process.env['FC_HOST_TEST_LEAK'];
    expect(Object.keys(env).sort()).toEqual([
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
      'ALIBABA_CLOUD_SECURITY_TOKEN',
      'DRY_RUN',
      'ECS_ENDPOINT',
      'FC_ACCOUNT_ID',
      'FC_FUNCTION_HANDLER',
      'FC_FUNCTION_MEMORY_SIZE',
      'FC_FUNCTION_NAME',
      'FC_FUNC_CODE_PATH',
      'FC_INSTANCE_ID',
      'FC_QUALIFIER',
      'FC_REGION',
      'HOME',
      'PATH',
      'TZ',
    ]);
    expect(env).toMatchObject({
      DRY_RUN: 'true',
      FC_REGION: 'cn-hangzhou',
      FC_FUNC_CODE_PATH: deployed.code,
      TZ: 'UTC',
    });
    expect(env['HOME']).not.toBe(process.env['HOME']);
  });

  test('the context has fresh credentials for each event; the environment keeps those of the start', async () => {
    const deployed = folder.add(
      'module.exports.handler = async (e, { credentials }) => [credentials.accessKeyId, process.env.ALIBABA_CLOUD_ACCESS_KEY_ID]',
      { role: 'scheduler' },
    );
    let issued = 0;
    const host = hostOf([deployed], {
      issueCredentials: () => ({ ...credentials, accessKeyId: `STS.${++issued}` }),
    });
    expect(json(await host.invoke(deployed.functionName, '{}'))).toEqual(['STS.1', 'STS.1']);
    expect(json(await host.invoke(deployed.functionName, '{}'))).toEqual(['STS.2', 'STS.1']);
  });

  test('without a role there are no credentials anywhere', async () => {
    const result = json(await run(REPORT)) as { env: object; context: object };
    expect(result.context).not.toHaveProperty('credentials');
    expect(result.env).not.toHaveProperty('ALIBABA_CLOUD_ACCESS_KEY_ID');
  });
});

describe('logs', () => {
  const now = () => new Date('2026-03-04T07:01:16.927Z');

  test('have the documented line formats, in the order they were written', async () => {
    const deployed = folder.add(`module.exports.handler = async (event, context) => {
      process.stdout.write('as is\\n'); console.log('hello', { a: 1 }); context.logger.warn('careful');
      process.stderr.write('to stderr\\n'); context.logger.debug('detail'); }`);
    const { logs } = await hostOf([deployed], { now }).invoke(deployed.functionName, '{}', {
      requestId: 'r1',
    });
    expect(logs.split('\n')).toEqual([
      'FC Invoke Start RequestId: r1',
      'as is',
      expect.stringMatching(/^2026-03-04T07:01:1\d\.\d{3}Z r1 \[info\] hello \{ a: 1 \}$/),
      expect.stringMatching(/^2026-03-04T07:01:1\d\.\d{3}Z r1 \[warn\] careful$/),
      'to stderr',
      expect.stringMatching(/ r1 \[debug\] detail$/),
      'FC Invoke End RequestId: r1',
      '',
    ]);
  });

  test('respect ALIYUN_FC_LOG_LEVEL', async () => {
    const { logs } = await run(
      'module.exports.handler = async (e, { logger }) => { logger.info("quiet"); logger.error("loud"); process.stdout.write("raw\\n") }',
      { environment: { ALIYUN_FC_LOG_LEVEL: 'warn' } },
    );
    expect(logs).not.toContain('quiet');
    expect(logs).toContain('[error] loud\nraw\n');
  });

  test('belong to the invocation that wrote them', async () => {
    const deployed = folder.add(
      'module.exports.handler = async (event) => { console.log(event.toString()) }',
    );
    const host = hostOf([deployed]);
    await host.invoke(deployed.functionName, 'first');
    const second = await host.invoke(deployed.functionName, 'second');
    expect(second.logs).toContain('second');
    expect(second.logs).not.toContain('first');
  });
});

describe('failures', () => {
  test.each([
    [
      'thrown',
      'async () => { throw new TypeError("oops") }',
      'UnhandledInvocationError',
      { errorMessage: 'oops', errorType: 'TypeError' },
    ],
    ['thrown text', 'async () => { throw "oops" }', 'UnhandledInvocationError', { errorMessage: 'oops' }],
    [
      'handed to the callback',
      '(e, c, callback) => callback(new Error("oops"))',
      'HandledInvocationError',
      { errorMessage: 'oops', errorType: 'Error' },
    ],
    [
      'a result that is not JSON',
      'async () => { const a = {}; a.a = a; return a }',
      'UnhandledInvocationError',
      { errorType: 'TypeError' },
    ],
  ])('%s', async (_, handler, errorType, body) => {
    const result = await run(`module.exports.handler = ${handler}`);
    expect(result.errorType).toBe(errorType);
    expect(json(result)).toMatchObject(body);
  });

  test('the stack trace starts with the error and names the code', async () => {
    const { stackTrace } = json(
      await run('module.exports.handler = async () => { throw new Error("oops") }'),
    ) as { stackTrace: string[] };
    expect(stackTrace[0]).toBe('Error: oops');
    expect(stackTrace[1]).toMatch(/index\.js:1:/);
  });

  test.each([
    ['no such file', 'x', 'main.handler', /^Cannot find module '.*main\.js'$/],
    [
      'no such export',
      'module.exports.other = 1',
      'index.handler',
      /^Handler 'handler' missing on module 'index'$/,
    ],
    ['code that fails to load', 'throw new Error("broken")', 'index.handler', /^broken$/],
  ])('%s', async (_, source, handler, message) => {
    const result = await run(source, { handler });
    expect(result.errorType).toBe('UnhandledInvocationError');
    expect(json(result)).toHaveProperty('errorMessage', expect.stringMatching(message));
  });

  test.each([
    ['process.exit', 'async () => { console.log("last words"); process.exit(0) }'],
    [
      'an uncaught exception',
      '() => new Promise(() => { console.log("last words"); setImmediate(() => { throw new Error("late") }) })',
    ],
  ])('%s ends the instance, and the next event gets a new one', async (_, handler) => {
    const deployed = folder.add(
      `let calls = 0; const die = ${handler}; module.exports.handler = (event) => event.toString() === 'die' ? die() : String(++calls)`,
    );
    const host = hostOf([deployed]);
    await host.invoke(deployed.functionName, '1');
    const died = await host.invoke(deployed.functionName, 'die');
    expect(died.errorType).toBe('UnhandledInvocationError');
    expect(json(died)).toEqual({
      errorMessage: expect.stringMatching(
        /^Process exited unexpectedly before completing request \(duration: \d+ms, maxMemoryUsage: \d+MB\)$/,
      ) as string,
    });
    expect(died.logs).toContain('last words');
    const next = await host.invoke(deployed.functionName, '2');
    expect([next.payload.toString(), next.cold]).toEqual(['1', true]);
  });

  test('a handler that blocks or never answers is ended at its timeout', async () => {
    const deployed = folder.add(
      'module.exports.handler = (event) => { while (event.toString() === "block"); return new Promise(() => {}) }',
      { timeout: 0.2 },
    );
    const host = hostOf([deployed]);
    for (const event of ['block', 'wait']) {
      const result = await host.invoke(deployed.functionName, event);
      expect(result.errorType).toBe('UnhandledInvocationError');
      expect(json(result)).toEqual({
        errorMessage: 'Function time out after 0.2 seconds (maxMemoryUsage: 0MB)',
      });
    }
  });

  test('memory above the limit ends the instance', async () => {
    const result = await run(
      'module.exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})) }',
      { memorySize: 64 },
    );
    expect(result.errorType).toBe('UnhandledInvocationError');
    expect(result.logs).toContain('heap out of memory');
  });

  test('an unknown function, an event that is too large and a missing bootstrap are errors of the caller', async () => {
    const deployed = folder.add('module.exports.handler = async () => 1');
    const host = hostOf([deployed]);
    await expect(host.invoke('other', '{}')).rejects.toThrow(
      `no function other; deployed here: ${deployed.functionName}`,
    );
    await expect(host.invoke(deployed.functionName, Buffer.alloc(32 * 1024 * 1024 + 1))).rejects.toThrow(
      'limit is 32 MB',
    );
    const broken = hostOf([deployed], { bootstrap: '/nowhere/fc-bootstrap.js' });
    await expect(broken.invoke(deployed.functionName, '{}')).rejects.toThrow('/nowhere/fc-bootstrap.js');
  });
});

describe('instances', () => {
  const COUNT =
    'let calls = 0; module.exports.handler = async () => { await new Promise((done) => setTimeout(done, 20)); return String(++calls) }';

  test('an instance is reused with its module scope; cold starts a fresh one', async () => {
    const deployed = folder.add(COUNT);
    const host = hostOf([deployed]);
    const results = [];
    for (const options of [{}, {}, { cold: true }, {}])
      results.push(await host.invoke(deployed.functionName, '{}', options));
    expect(results.map(({ payload, cold }) => [payload.toString(), cold])).toEqual([
      ['1', true],
      ['2', false],
      ['1', true],
      ['2', false],
    ]);
    expect(results.every(({ memoryUsedMb, durationMs }) => memoryUsedMb > 10 && durationMs > 0)).toBe(true);
  });

  test('simultaneous events get instances of their own', async () => {
    const deployed = folder.add(COUNT);
    const host = hostOf([deployed]);
    const results = await Promise.all([1, 2].map(() => host.invoke(deployed.functionName, '{}')));
    expect(results.map(({ payload }) => payload.toString())).toEqual(['1', '1']);
  });

  test('close ends what is under way, also an instance that is starting, and then refuses', async () => {
    const deployed = folder.add(
      "module.exports.handler = (event) => (String(event) === '\"quick\"' ? 'up' : new Promise(() => {}))",
    );
    const host = hostOf([deployed]);
    await host.invoke(deployed.functionName, '"quick"');
    const waiting = host.invoke(deployed.functionName, '{}');
    const starting = host.invoke(deployed.functionName, '{}');
    const [, first, second] = await Promise.allSettled([host.close(), waiting, starting]);
    expect(first).toMatchObject({ value: { errorType: 'UnhandledInvocationError' } });
    expect(second.status === 'rejected' || second.value.errorType).toBeTruthy();
    await expect(host.invoke(deployed.functionName, '{}')).rejects.toThrow('the host is closed');
  });
});

describe('hooks', () => {
  const COUNTING = `
    let initialized = 0;
    exports.initialize = async (context) => { initialized += 1; console.log('hook of', context.function.name); };
    exports.handler = async () => String(initialized);
  `;

  test('the initializer runs once in an instance, and what it prints is in no log', async () => {
    const deployed = folder.add(COUNTING, { initializer: { handler: 'index.initialize', timeout: 10 } });
    const host = hostOf([deployed]);
    const first = await host.invoke(deployed.functionName, '{}');
    const second = await host.invoke(deployed.functionName, '{}');
    expect([first.payload.toString(), second.payload.toString()]).toEqual(['1', '1']);
    expect([first.cold, second.cold]).toEqual([true, false]);
    expect(first.logs).not.toContain('hook of');
  });

  test.each([
    ['throws', 'exports.initialize = async () => { throw new Error("no database"); };', 'no database'],
    ['ends the process', 'exports.initialize = () => process.exit(1);', 'Process exited unexpectedly'],
    [
      'gives its callback an error',
      'exports.initialize = (context, callback) => callback("refused");',
      'refused',
    ],
    ['is missing', '', "Handler 'initialize' missing on module 'index'"],
  ])(
    'an initializer that %s fails the invocation, and the next one has a new instance',
    async (_, source, message) => {
      const deployed = folder.add(`${source} exports.handler = async () => 'ok';`, {
        initializer: { handler: 'index.initialize', timeout: 10 },
      });
      const host = hostOf([deployed]);
      for (const attempt of [1, 2]) {
        const failed = await host.invoke(deployed.functionName, '{}');
        expect([attempt, failed.errorType, failed.cold]).toEqual([attempt, 'InitializationError', true]);
        expect(failed.payload.toString()).toContain(message);
      }
    },
  );

  test('preStop runs before an idle instance ends', async () => {
    const deployed = folder.add(
      `const { writeFileSync } = require('node:fs');
       exports.stop = async (context) => writeFileSync(process.env.NOTE, context.function.name);
       exports.handler = async () => 'ok';`,
      { preStop: { handler: 'index.stop', timeout: 10 } },
    );
    const note = join(deployed.code, 'note');
    const host = hostOf([{ ...deployed, environment: { NOTE: note } }]);
    await host.invoke(deployed.functionName, '{}');
    expect(existsSync(note)).toBe(false);
    await host.close();
    expect(readFileSync(note, 'utf8')).toBe(deployed.functionName);
  });
});
