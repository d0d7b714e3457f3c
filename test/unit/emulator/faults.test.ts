import { startEmulator } from '../../../emulator';
import type { Emulator, FaultInput } from '../../../emulator';
import { call } from './raw-client';

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ frozen: true, fleet: { instances: [{ id: 'i-1' }] } });
});

afterEach(() => emulator.close());

/** Codes of a run of calls; `OK`, the code of an error, the status of no JSON, or how the connection broke. */
async function outcomes(
  count: number,
  action = 'DescribeRegions',
  params: Record<string, string> = {},
): Promise<string[]> {
  const results: string[] = [];
  for (let made = 0; made < count; made += 1) {
    try {
      const { status, json } = await call(emulator, action, params);
      const text = json['RequestId'] === undefined ? String(status) : 'OK';
      results.push((json['Code'] as string | undefined) ?? text);
    } catch (error) {
      results.push((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  return results;
}

describe('when a fault strikes', () => {
  const throttle: FaultInput = { effect: 'throttle' };

  test.each<[string, FaultInput, string]>([
    ['every call', throttle, 'xxxxxx'],
    ['the nth call', { ...throttle, nth: 3 }, '..x...'],
    ['every nth call', { ...throttle, every: 2 }, '.x.x.x'],
    ['so many times', { ...throttle, times: 2 }, 'xx....'],
    ['every nth call so many times', { ...throttle, every: 2, times: 1 }, '.x....'],
    ['another operation', { ...throttle, operation: 'DescribeInstances' }, '......'],
    ['another region', { ...throttle, region: 'cn-hangzhou' }, '......'],
  ])('%s', async (_case, fault, pattern) => {
    emulator.setFaults([fault]);
    const results = await outcomes(6);
    expect(results.map((code) => (code === 'Throttling' ? 'x' : '.')).join('')).toBe(pattern);
  });

  test('a rate strikes the same calls with the same seed', async () => {
    const run = async (seed: number): Promise<string[]> => {
      emulator.setFaults([{ ...throttle, rate: 0.5, seed }]);
      return outcomes(30);
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(['OK', 'Throttling']));
  });

  test('the operation and the region that it names', async () => {
    emulator.setFaults([{ ...throttle, operation: 'DescribeInstances', region: 'cn-hangzhou' }]);
    expect(await outcomes(1, 'DescribeInstances', { RegionId: 'cn-hangzhou' })).toEqual(['Throttling']);
    expect(await outcomes(1, 'DescribeInstances', { RegionId: 'cn-shanghai' })).toEqual(['OK']);
    expect(emulator.faults()[0]).toMatchObject({ matched: 1, struck: 1 });
  });

  test('the region of a resource, of calls that name none; also when they are refused', async () => {
    emulator.loadFleet({ instances: [{ id: 'i-near' }, { id: 'i-far', region: 'cn-beijing' }] });
    emulator.setFaults([{ ...throttle, region: 'cn-beijing' }]);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-near' })).toEqual(['OK']);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-far' })).toEqual(['Throttling']);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-far', Unknown: 'x' })).toEqual(['Throttling']);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-none' })).toEqual([
      'InvalidInstanceId.NotFound',
    ]);
    expect(emulator.journal().map(({ region }) => region)).toEqual([
      'cn-hangzhou',
      'cn-beijing',
      'cn-beijing',
      undefined,
    ]);
  });

  test('of two faults the first strikes, and both count the call', async () => {
    emulator.setFaults([
      { ...throttle, nth: 1 },
      { effect: 'serverError', nth: 2 },
    ]);
    expect(await outcomes(3)).toEqual(['Throttling', 'InternalError', 'OK']);
  });
});

describe('effects', () => {
  test.each<[FaultInput, number, string]>([
    [{ effect: 'throttle' }, 400, 'Throttling'],
    [{ effect: 'throttle', status: 429, code: 'Throttling.User' }, 429, 'Throttling.User'],
    [{ effect: 'serverError' }, 500, 'InternalError'],
    [{ effect: 'serviceUnavailable' }, 503, 'ServiceUnavailable'],
    [{ effect: 'expiredToken' }, 400, 'InvalidSecurityToken.Expired'],
    [{ effect: 'skewClock', skewMs: 20 * 60_000 }, 400, 'InvalidTimeStamp.Expired'],
  ])('%j', async (fault, status, code) => {
    emulator.setFaults([fault]);
    const reply = await call(emulator, 'StopInstance', { InstanceId: 'i-1' });
    expect([reply.status, reply.json['Code']]).toEqual([status, code]);
    expect(emulator.instance('i-1')?.status).toBe('Running');
    expect(emulator.journal().at(-1)).toMatchObject({ fault: fault.effect, status, code });
  });

  test('htmlError', async () => {
    emulator.setFaults([{ effect: 'htmlError' }]);
    const reply = await call(emulator, 'StopInstance', { InstanceId: 'i-1' });
    expect([reply.status, reply.headers['content-type']]).toEqual([502, 'text/html']);
    expect(emulator.instance('i-1')?.status).toBe('Running');
  });

  test('reset: nothing was done and no answer came', async () => {
    emulator.setFaults([{ effect: 'reset' }]);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-1' })).toEqual(['ECONNRESET']);
    expect(emulator.instance('i-1')?.status).toBe('Running');
    expect(emulator.journal().at(-1)).toMatchObject({ status: 0, code: '' });
  });

  test('lostResponse: it was done and no answer came', async () => {
    emulator.setFaults([{ effect: 'lostResponse' }]);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-1' })).toEqual(['ECONNRESET']);
    expect(emulator.instance('i-1')?.status).toBe('Stopping');
    expect(emulator.journal().at(-1)).toMatchObject({ status: 0, code: 'OK' });
  });

  test('truncate: it was done and half of the answer came', async () => {
    emulator.setFaults([{ effect: 'truncate' }]);
    expect(await outcomes(1, 'StopInstance', { InstanceId: 'i-1' })).toEqual(['ECONNRESET']);
    expect(emulator.instance('i-1')?.status).toBe('Stopping');
  });

  test('slow: the answer comes, and others are not held up by it', async () => {
    emulator.setFaults([{ effect: 'slow', delayMs: 40, nth: 1 }]);
    const order: string[] = [];
    await Promise.all([
      call(emulator, 'DescribeRegions').then(() => order.push('slow')),
      call(emulator, 'DescribeRegions').then(() => order.push('quick')),
    ]);
    expect(order).toEqual(['quick', 'slow']);
  });
});

test.each<[unknown, string]>([
  [{ effect: 'explode' }, 'faults[0].effect: '],
  [
    { effect: 'reset', operation: 'StopInstanse' },
    'faults[0].operation: there is no operation "StopInstanse", expected one of those of GET coverage, PutObject,',
  ],
  [{ effect: 'reset', colour: 'red' }, 'Unrecognized key: "colour"'],
  [{ effect: 'reset', nth: 0 }, 'faults[0].nth: '],
  [{ effect: 'reset', nth: 1, every: 2 }, 'expected at most one of them'],
  [{ effect: 'slow' }, 'expected delayMs with the effect slow'],
  [{ effect: 'reset', delayMs: 5 }, 'expected delayMs with the effect slow'],
  [{ effect: 'skewClock' }, 'expected skewMs with the effect skewClock'],
  [{ effect: 'reset', status: 429 }, 'expected status and code only with the effect throttle'],
])('%j is no fault', (fault, message) => {
  expect(() => {
    emulator.setFaults([fault as FaultInput]);
  }).toThrow(message);
});
