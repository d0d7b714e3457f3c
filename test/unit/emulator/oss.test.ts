import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { send } from './raw-client';
import type { RawReply } from './raw-client';
import { ossV1, ossV4, ossV4In } from './raw-oss';
import type { OssRequest, SignOss } from './raw-oss';

const bucket = 'autopilot-store';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ frozen: true, fleet: { buckets: [{ name: bucket }] } });
});

afterAll(() => emulator.close());

const VERSIONS: readonly (readonly [string, SignOss])[] = [
  ['version 1', ossV1],
  ['version 4', ossV4],
];

function codeOf({ status, text }: RawReply): string {
  return `${status} ${/<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? ''}`;
}

describe.each(VERSIONS)('signed with %s', (_version, sign) => {
  const call = (request: Partial<OssRequest>): Promise<RawReply> =>
    sign(emulator.endpoint, emulator, { method: 'GET', bucket, ...request });

  test.each([
    ['in the path', {}],
    ['in the public host name', { host: `${bucket}.oss-cn-hangzhou.aliyuncs.com` }],
    ['in the internal host name', { host: `${bucket}.oss-cn-hangzhou-internal.aliyuncs.com` }],
    ['in a local host name', { host: `${bucket}.localhost:8090` }],
  ])('the bucket %s', async (_place, headers) => {
    const key = 'ü/a+b &c';
    const put = await call({ method: 'PUT', key, headers, body: 'content' });
    expect(put.status).toBe(200);
    const got = await call({ key, headers });
    expect([got.status, got.text]).toEqual([200, 'content']);
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-oss-request-id': expect.stringMatching(/^[0-9A-F]{24}$/) as unknown,
    });
  });

  test('the error names what it is about', async () => {
    const { status, headers, text } = await call({ key: 'no <such> key' });
    expect([status, headers['content-type']]).toEqual([404, 'application/xml']);
    expect(text).toMatch(
      /^<\?xml [^>]*\?><Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist\.<\/Message><RequestId>[0-9A-F]{24}<\/RequestId><HostId>127\.0\.0\.1:\d+<\/HostId><Key>no &lt;such&gt; key<\/Key><\/Error>$/,
    );
  });

  test.each<[string, Partial<OssRequest>, string]>([
    ['a name that no bucket can have', { bucket: 'No_Bucket' }, '400 InvalidBucketName'],
    ['a key that begins with a slash', { key: '/x' }, '400 InvalidObjectName'],
    ['a key that is too long', { key: 'x'.repeat(1024) }, '400 InvalidObjectName'],
    ['another bucket', { bucket: 'no-such-bucket', key: 'x' }, '404 NoSuchBucket'],
    ['a method that there is not', { method: 'PATCH', key: 'x' }, '405 MethodNotAllowed'],
    ['a new bucket', { method: 'PUT', bucket: 'new-bucket' }, '501 NotImplemented'],
    ['the old listing', {}, '501 NotImplemented'],
    ['an upload in parts', { method: 'POST', key: 'x', query: { uploads: '' } }, '501 NotImplemented'],
    ['a sub-resource', { key: 'x', query: { tagging: '' } }, '501 NotImplemented'],
    [
      'a condition of an upload',
      { method: 'PUT', key: 'x', headers: { 'if-none-match': '*' } },
      '501 NotImplemented',
    ],
    [
      'a condition of a deletion',
      { method: 'DELETE', key: 'x', headers: { 'if-match': 'x' } },
      '501 NotImplemented',
    ],
    ['a parameter that nobody knows', { key: 'x', query: { colour: 'red' } }, '501 NotImplemented'],
    [
      'an encoding that there is not',
      { query: { 'list-type': '2', 'encoding-type': 'gzip' } },
      '400 InvalidArgument',
    ],
  ])('%s', async (_case, request, code) => {
    expect(codeOf(await call(request))).toBe(code);
  });

  test('a listing by folder counts its folders, and has 100 keys at most by default', async () => {
    const keys = ['d/1', 'd/2', 'e', ...Array.from({ length: 99 }, (_, index) => `f${index + 100}`)];
    for (const key of keys) await call({ method: 'PUT', key: `counted/${key}`, body: '' });
    const listing = { 'list-type': '2', prefix: 'counted/' };
    const { text } = await call({ query: { ...listing, delimiter: '/', 'max-keys': '2' } });
    expect(text).toContain('<KeyCount>2</KeyCount>');
    expect(text).toContain('<CommonPrefixes><Prefix>counted/d/</Prefix></CommonPrefixes>');
    const whole = await call({ query: listing });
    expect(whole.text).toContain('<MaxKeys>100</MaxKeys>');
    expect(whole.text).toContain('<KeyCount>100</KeyCount>');
    expect(whole.text).toContain('<IsTruncated>true</IsTruncated>');
    const most = await call({ query: { ...listing, 'max-keys': '1000' } });
    expect(most.text).toContain(`<KeyCount>${keys.length}</KeyCount>`);
    expect(codeOf(await call({ query: { ...listing, 'max-keys': '1001' } }))).toBe('400 InvalidArgument');
  });

  test('an upload is answered with the MD5 of what arrived', async () => {
    const { headers } = await call({ method: 'PUT', key: 'x', body: 'hello' });
    expect(headers['content-md5']).toBe('XUFAKrxLKna5cZ2REBfFkg==');
    expect(headers['etag']).toBe('"5D41402ABC4B2A76B9719D911017C592"');
  });

  test('names in a listing are encoded on request, owners named on request', async () => {
    await call({ method: 'PUT', key: 'listed/a b', body: '' });
    const query = { 'list-type': '2', prefix: 'listed/', 'encoding-type': 'url', 'fetch-owner': 'true' };
    const { text } = await call({ query });
    expect(text).toContain('<Prefix>listed%2F</Prefix>');
    expect(text).toContain('<Key>listed%2Fa%20b</Key>');
    expect(text).toContain(`<Owner><ID>${emulator.accountId}</ID>`);
    expect(text).toContain('<KeyCount>1</KeyCount>');
  });

  test('a wrong signature is answered with what the server signed, without the token', async () => {
    const securityToken = 'CAISsecret';
    const { accessKeyId } = emulator;
    const reply = await sign(
      emulator.endpoint,
      { accessKeyId, accessKeySecret: 'wrong', securityToken },
      { method: 'GET', bucket, key: 'x' },
    );
    expect(codeOf(reply)).toBe('403 SignatureDoesNotMatch');
    expect(reply.text).toContain('x-oss-security-token:***');
    expect(reply.text).not.toContain(securityToken);
  });

  test('a token that does not belong to the key', async () => {
    const signer = { ...emulator, securityToken: 'made-up' };
    expect(codeOf(await sign(emulator.endpoint, signer, { method: 'GET', bucket, key: 'x' }))).toBe(
      '403 InvalidSecurityToken',
    );
  });
});

test.each<[string, Record<string, string>, string]>([
  ['no signature', {}, '403 AccessDenied'],
  ['no key', { authorization: 'OSS :x' }, '400 InvalidArgument'],
  ['no signature of version 4', { authorization: 'OSS4-HMAC-SHA256 Credential=a' }, '400 InvalidArgument'],
  [
    'a scope of another product',
    { authorization: 'OSS4-HMAC-SHA256 Credential=a/20260302/cn-hangzhou/ecs/aliyun_v4_request,Signature=0' },
    '400 InvalidArgument',
  ],
])('%s', async (_case, headers, code) => {
  const host = `${bucket}.oss-cn-hangzhou.aliyuncs.com`;
  const reply = await send(emulator.endpoint, { method: 'GET', path: '/x', headers: { host, ...headers } });
  expect(codeOf(reply)).toBe(code);
});

test.each<[string, SignOss, Record<string, string>, string]>([
  ['a date that is none', ossV1, { date: 'today' }, '403 AccessDenied'],
  ['a date that is long past', ossV1, { date: 'Mon, 02 Mar 2020 08:00:00 GMT' }, '403 RequestTimeTooSkewed'],
  ['a date that is none in version 4', ossV4, { 'x-oss-date': '20260302' }, '403 AccessDenied'],
  [
    'a date that is long past in version 4',
    ossV4,
    { 'x-oss-date': '20200302T080000Z' },
    '403 RequestTimeTooSkewed',
  ],
  ['a signed payload', ossV4, { 'x-oss-content-sha256': 'e3b0c442' }, '400 InvalidArgument'],
  ['another region', ossV4In('cn-beijing'), {}, '400 InvalidArgument'],
  ['a header that is signed and not sent', ossV4In('cn-hangzhou', ['expires']), {}, '400 InvalidArgument'],
  ['a header that is signed', ossV4In('cn-hangzhou', ['expires', 'host']), { expires: '0' }, '404 NoSuchKey'],
])('%s', async (_case, sign, headers, code) => {
  const reply = await sign(emulator.endpoint, emulator, { method: 'GET', bucket, key: 'nothing', headers });
  expect(codeOf(reply)).toBe(code);
});

test('an upload over the limit', async () => {
  const body = 'x'.repeat(64 * 1024 * 1024 + 1);
  const reply = await ossV1(emulator.endpoint, emulator, { method: 'PUT', bucket, key: 'large', body });
  expect(codeOf(reply)).toBe('400 EntityTooLarge');
});

test('a lenient emulator ignores what it does not know, but no sub-resource', async () => {
  const lenient = await startEmulator({ lenient: true, fleet: { buckets: [{ name: bucket }] } });
  try {
    const put = {
      method: 'PUT',
      bucket,
      key: 'x',
      body: 'x',
      query: { colour: 'red' },
      headers: { 'x-oss-storage-class': 'IA' },
    };
    expect((await ossV1(lenient.endpoint, lenient, put)).status).toBe(200);
    expect(lenient.journal().at(-1)).toMatchObject({
      protocol: 'OSS',
      product: 'Oss',
      operation: 'PutObject',
      region: 'cn-hangzhou',
      params: { bucket, key: 'x', colour: 'red' },
      status: 200,
      code: 'OK',
      ignoredParams: ['colour', 'x-oss-storage-class'],
    });
    const acl = await ossV1(lenient.endpoint, lenient, { ...put, query: { acl: '' } });
    expect(codeOf(acl)).toBe('501 NotImplemented');
  } finally {
    await lenient.close();
  }
});

test('an address that carries its signature is refused, and leaves no secret in the journal', async () => {
  const path = `/${bucket}/x?OSSAccessKeyId=a&Expires=1&Signature=c2lnbmF0dXJl&security-token=CAISsecret`;
  const host = `${bucket}.oss-cn-hangzhou.aliyuncs.com`;
  const reply = await send(emulator.endpoint, { method: 'GET', path, headers: { host } });
  expect(codeOf(reply)).toBe('403 AccessDenied');
  expect(emulator.journal().at(-1)?.params).toMatchObject({ Signature: '***', 'security-token': '***' });
});

test('a reset empties the buckets', async () => {
  await ossV1(emulator.endpoint, emulator, { method: 'PUT', bucket, key: 'kept', body: 'x' });
  emulator.reset();
  expect(emulator.world.buckets.get(bucket)?.size).toBe(0);
});

test.each([
  [[{ name: 'Bad' }], 'fleet.buckets[0].name: expected 3 to 63'],
  [[{ name: 'abc', region: 'mars-1' }], 'fleet.buckets[0].region: unknown region "mars-1"'],
  [[{ name: 'abc' }, { name: 'abc' }], 'fleet.buckets[1].name: the bucket "abc" is given more than once'],
])('a fleet with the buckets %j', (buckets, problem) => {
  expect(() => {
    emulator.loadFleet({ buckets });
  }).toThrow(problem);
});
