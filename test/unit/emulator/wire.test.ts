import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { acs3, call, rpcGet, rpcPost, send } from './raw-client';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ frozen: true, fleet: { instances: [{ id: 'i-1', name: '<a> & b' }] } });
});

afterAll(() => emulator.close());

describe('format', () => {
  test('RPC answers XML unless JSON is asked for', async () => {
    const reply = await rpcGet(
      emulator.endpoint,
      emulator,
      { Action: 'DescribeInstanceStatus', RegionId: 'cn-hangzhou' },
      { Format: undefined },
    );
    expect(reply.headers['content-type']).toBe('text/xml;charset=utf-8');
    expect(reply.text).toMatch(
      /^<\?xml version='1\.0' encoding='UTF-8'\?><DescribeInstanceStatusResponse><InstanceStatuses><InstanceStatus><InstanceId>i-1<\/InstanceId><Status>Running<\/Status><\/InstanceStatus><\/InstanceStatuses>.*<TotalCount>1<\/TotalCount>/,
    );
  });

  test('text is escaped in XML', async () => {
    const reply = await rpcGet(
      emulator.endpoint,
      emulator,
      { Action: 'DescribeInstances', RegionId: 'cn-hangzhou' },
      { Format: 'XML' },
    );
    expect(reply.text).toContain('<InstanceName>&lt;a&gt; &amp; b</InstanceName>');
  });

  test('errors have the root Error in XML', async () => {
    const reply = await send(emulator.endpoint, { method: 'GET', path: '/?Action=DescribeRegions' });
    expect(reply.status).toBe(400);
    expect(reply.text).toMatch(
      /<Error><RequestId>[0-9A-F-]{36}<\/RequestId><HostId>ecs\.aliyuncs\.com<\/HostId>/,
    );
    expect(reply.text).toContain('<Code>MissingParameter.Version</Code>');
  });

  test('ACS3 answers JSON, errors with all their fields', async () => {
    const reply = await acs3(emulator.endpoint, emulator, { Action: 'DescribeInstances' });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      RequestId: reply.headers['x-acs-request-id'],
      HostId: 'ecs.aliyuncs.com',
      Code: 'MissingParameter.RegionId',
      Message:
        'The input parameter "RegionId" that is mandatory for processing this request is not supplied.',
      Recommend: expect.stringContaining(
        'https://api.aliyun.com/troubleshoot?q=MissingParameter.RegionId',
      ) as unknown,
    });
  });

  test('another format is refused', async () => {
    const reply = await rpcGet(
      emulator.endpoint,
      emulator,
      { Action: 'DescribeRegions' },
      { Format: 'YAML' },
    );
    expect(reply.text).toContain('InvalidParameter.Format');
  });
});

describe('what is not there', () => {
  test('an unknown action names itself', async () => {
    const reply = await call(emulator, 'DescribeMoons');
    expect([reply.status, reply.json['Code']]).toEqual([404, 'InvalidAction.NotFound']);
    expect(reply.json['Message']).toContain('"DescribeMoons"');
  });

  test('an unknown version names itself', async () => {
    const reply = await rpcPost(emulator.endpoint, emulator, {
      Action: 'DescribeRegions',
      Version: '1999-01-01',
    });
    expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidVersion']);
    expect(reply.json['Message']).toContain('"1999-01-01"');
  });

  test('an action of another product is not found', async () => {
    const reply = await rpcPost(emulator.endpoint, emulator, {
      Action: 'DescribeRegions',
      Version: '2015-04-01',
    });
    expect(reply.json['Code']).toBe('InvalidAction.NotFound');
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('the method %s', async (method) => {
    const reply = await send(emulator.endpoint, { method, path: '/' });
    expect(reply.status).toBe(405);
    expect(reply.text).toContain('UnsupportedHTTPMethod');
  });

  test('another path', async () => {
    const reply = await send(emulator.endpoint, { method: 'GET', path: '/clusters?Format=JSON' });
    expect([reply.status, reply.json['Code']]).toEqual([404, 'InvalidAction.NotFound']);
  });
});

describe('malformed requests', () => {
  test('percent-encoding that is no UTF-8', async () => {
    const reply = await send(emulator.endpoint, { method: 'GET', path: '/?Action=%C3%28&Format=JSON' });
    expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidParameter']);
  });

  test('a parameter given in the query and in the body', async () => {
    const reply = await send(emulator.endpoint, {
      method: 'POST',
      path: '/?Action=DescribeRegions&Format=JSON',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=DescribeRegions',
    });
    expect(reply.json['Message']).toContain('"Action" is given more than once');
  });

  test('a body that is no form', async () => {
    const reply = await send(emulator.endpoint, {
      method: 'POST',
      path: '/?Format=JSON',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidParameter']);
    expect(reply.json['Message']).toContain('expected application/x-www-form-urlencoded');
  });

  test('a body over the limit', async () => {
    const reply = await send(emulator.endpoint, {
      method: 'POST',
      path: '/?Format=JSON',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.alloc(2 * 1024 * 1024, 'a'),
    });
    expect([reply.status, reply.json['Code']]).toEqual([413, 'RequestEntityTooLarge']);
  });
});

describe('parameters that no operation acts on', () => {
  test.each([
    ['one that is declared as refused', 'DeviceAvailable', 'true'],
    ['one that nobody knows', 'Colour', 'red'],
    ['an unknown field of a list', 'Tag.1.Colour', 'red'],
    ['an element 0', 'Tag.0.Key', 'a'],
  ])('%s fails and names itself', async (_case, name, value) => {
    const reply = await call(emulator, 'DescribeInstances', { RegionId: 'cn-hangzhou', [name]: value });
    expect([reply.status, reply.json['Code']]).toEqual([400, 'UnsupportedParameter']);
    expect(reply.json['Message']).toContain(`"${name}"`);
  });
});
