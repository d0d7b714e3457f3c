import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { percentEncode } from '../../../emulator/wire/encoding';
import { rpcSignature, rpcStringToSign } from '../../../emulator/wire/signature';
import { acs3, call, rpcGet, rpcPost, send } from './raw-client';
import type { RawReply, Sign } from './raw-client';

const REGION = { RegionId: 'cn-hangzhou' };

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    lenient: true,
    frozen: true,
    fleet: {
      instances: [
        { id: 'i-1', count: 1 },
        { name: 'other', count: 24 },
      ],
    },
  });
});

afterEach(() => emulator.close());

function ignored(): readonly string[] | undefined {
  return emulator.journal().at(-1)?.ignoredParams;
}

describe.each<[string, Sign]>([
  ['ACS3', acs3],
  ['RPC GET', rpcGet],
  ['RPC POST', rpcPost],
])('with %s', (_protocol, sign) => {
  test.each([
    ['that nobody knows', 'Colour', 'red'],
    ['that the emulator refuses', 'DeviceAvailable', 'true'],
    ['of the owners from before RAM', 'OwnerAccount', 'someone@example.com'],
    ['that is an unknown field of a list', 'Tag.1.Colour', 'red'],
    ['that is an unknown field of a structure', 'HibernationOptions.Configured', 'true'],
    ['that is a field of a text', 'InstanceName.1', 'a'],
    ['that is an element 0', 'Tag.0.Key', 'a'],
    ['that is written in another case', 'pagesize', '1'],
  ])('a parameter %s is ignored, and the journal says so', async (_case, name, value) => {
    const reply = await sign(emulator.endpoint, emulator, {
      Action: 'DescribeInstances',
      ...REGION,
      [name]: value,
    });
    expect([reply.status, reply.json['TotalCount']]).toEqual([200, 25]);
    expect(ignored()).toEqual([name]);
  });
});

test('what it ignores is in the journal without secrets', async () => {
  const reply = await call(emulator, 'DescribeRegions', { Colour: 'red', UserPassword: 'hunter2' });
  expect(reply.status).toBe(200);
  expect(emulator.journal().at(-1)).toMatchObject({
    ignoredParams: ['Colour', 'UserPassword'],
    params: { Colour: 'red', UserPassword: '***' },
  });
});

test.each([
  [
    'ReplaceSystemDisk',
    { InstanceId: 'i-1', ImageId: 'm-none', UseAdditionalService: 'true' },
    'UseAdditionalService',
  ],
  ['ModifyInstanceSpec', { InstanceId: 'i-none', AllowMigrateAcrossZone: 'true' }, 'AllowMigrateAcrossZone'],
  ['CreateDisk', { ...REGION, ZoneId: 'cn-hangzhou-h', Size: '20', MultiAttach: 'Enabled' }, 'MultiAttach'],
  ['RunInstances', { ...REGION, AutoPay: 'false' }, 'AutoPay'],
  ['DescribeRegions', { ResourceType: 'scu' }, 'ResourceType'],
])('%s leaves out what of %j it does not implement', async (action, params, name) => {
  await call(emulator, action, params);
  expect(ignored()).toEqual([name]);
});

test('a value that nothing can stand in for is an error that does not advise to be lenient', async () => {
  const reply = await call(emulator, 'CreateDisk', {
    ...REGION,
    ZoneId: 'cn-hangzhou-h',
    Size: '20',
    DiskCategory: 'cloud_regional_disk_auto',
  });
  expect([reply.status, reply.json['Code']]).toEqual([400, 'UnsupportedParameter']);
  expect(reply.json['Message']).toContain('the option lenient does not change that');
});

test('a value that does not fit is still an error', async () => {
  const reply = await call(emulator, 'DescribeInstances', { ...REGION, PageSize: 'all' });
  expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidParameter']);
});

/** A client that sends its parameters in the order in which it has them, as many older ones do. */
function oldClient(parameters: Readonly<Record<string, string>>): Promise<RawReply> {
  const fields = {
    SignatureVersion: '1.0',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    ...parameters,
    SignatureMethod: 'HMAC-SHA1',
    AccessKeyId: emulator.accessKeyId,
    Version: '2014-05-26',
    SignatureNonce: `nonce ${Math.random()}`,
  };
  const toSign = rpcStringToSign('GET', Object.entries(fields));
  const Signature = rpcSignature(emulator.accessKeySecret, toSign);
  const query = Object.entries({ ...fields, Signature }).map((pair) => pair.map(percentEncode).join('='));
  return send(emulator.endpoint, { method: 'GET', path: `/?${query.reverse().join('&')}` });
}

test('an old client pages by number and reads XML', async () => {
  const seen: string[] = [];
  for (let page = 1; page <= 3; page += 1) {
    const { status, headers, text } = await oldClient({
      PageNumber: String(page),
      PageSize: '10',
      Action: 'DescribeInstances',
      RegionId: 'cn-hangzhou',
      OwnerAccount: 'someone@example.com',
    });
    expect([status, headers['content-type']]).toEqual([200, 'text/xml;charset=utf-8']);
    expect(text).toContain('<TotalCount>25</TotalCount>');
    expect(text).toContain(`<PageNumber>${page}</PageNumber>`);
    seen.push(...[...text.matchAll(/<InstanceId>(.*?)<\/InstanceId>/g)].map(([, id = '']) => id));
  }
  expect(new Set(seen).size).toBe(25);
});

test('common parameters may be in the query and those of the operation in the body', async () => {
  const common = {
    Action: 'DescribeInstances',
    Version: '2014-05-26',
    Format: 'JSON',
    AccessKeyId: emulator.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: 'split',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
  };
  const toSign = rpcStringToSign('POST', Object.entries({ ...common, ...REGION, PageSize: '3' }));
  const signed = { ...common, Signature: rpcSignature(emulator.accessKeySecret, toSign) };
  const reply = await send(emulator.endpoint, {
    method: 'POST',
    path: `/?${new URLSearchParams(signed).toString()}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: 'RegionId=cn-hangzhou&PageSize=3',
  });
  expect([reply.status, reply.json['PageSize']]).toEqual([200, 3]);
});
