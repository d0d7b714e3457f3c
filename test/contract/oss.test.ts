import OSS from 'ali-oss';
import { startEmulator } from '../../emulator';
import type { Emulator } from '../../emulator';

const BUCKET = 'autopilot-store';

const reader = { accessKeyId: 'LTAIreader', accessKeySecret: 'reader-secret' };
const folder = { accessKeyId: 'LTAIfolder', accessKeySecret: 'folder-secret' };
const stranger = { accessKeyId: 'LTAIstranger', accessKeySecret: 'stranger-secret' };

const FLEET = {
  account: '1000000000000001',
  buckets: [{ name: BUCKET }, { name: 'northern-store', region: 'cn-beijing' }],
  users: [
    { name: 'reader', policies: ['AliyunOSSReadOnlyAccess'], ...reader },
    {
      name: 'folder',
      ...folder,
      policies: [
        {
          Version: '1',
          Statement: [
            { Effect: 'Allow', Action: 'oss:PutObject', Resource: `acs:oss:*:*:${BUCKET}/own/*` },
            {
              Effect: 'Allow',
              Action: 'oss:ListObjects',
              Resource: `acs:oss:*:*:${BUCKET}`,
              Condition: { StringLike: { 'oss:Prefix': 'own/*' } },
            },
          ],
        },
      ],
    },
  ],
  roles: [{ name: 'keeper', policies: ['AliyunOSSFullAccess'] }],
  accounts: [
    {
      account: '2000000000000002',
      users: [{ name: 'stranger', policies: ['AdministratorAccess'], ...stranger }],
    },
  ],
};

interface Answer {
  readonly res: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

/** The type definitions of the library leave these out. */
interface Client {
  put(name: string, content: Buffer, options?: OSS.PutObjectOptions): Promise<Answer>;
  get(name: string, options?: object): Promise<Answer & { readonly content: Buffer }>;
  head(
    name: string,
    options?: object,
  ): Promise<Answer & { readonly status: number; readonly meta: object | null }>;
  delete(name: string): Promise<Answer>;
  listV2(query: object): Promise<Listing>;
}

interface Listing {
  readonly objects: readonly { readonly name: string; readonly size: number; readonly etag: string }[];
  readonly prefixes: readonly string[] | null;
  readonly isTruncated: boolean;
  readonly keyCount: number;
  readonly nextContinuationToken: string | null;
}

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet: FLEET });
});

afterEach(() => emulator.close());

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  const { status, code } = error as { readonly status?: number; readonly code?: string };
  return `${status ?? ''} ${code ?? String(error)}`;
}

function headers(fields: Readonly<Record<string, string>>): OSS.PutObjectOptions {
  return { headers: { ...fields } };
}

describe.each([
  ['version 1', false],
  ['version 4', true],
])('ali-oss with signatures of %s', (_version, authorizationV4) => {
  function client(credentials: object = emulator, bucket = BUCKET, region = 'oss-cn-hangzhou'): Client {
    const { accessKeyId, accessKeySecret, securityToken } = credentials as typeof reader & {
      readonly securityToken?: string;
    };
    return new OSS({
      endpoint: emulator.endpoint,
      region,
      bucket,
      accessKeyId,
      accessKeySecret,
      authorizationV4,
      ...(securityToken !== undefined && { stsToken: securityToken, refreshSTSTokenInterval: 3_600_000 }),
    }) as unknown as Client;
  }

  const text = (content: string): Buffer => Buffer.from(content);

  test('an object is put, read, looked at, overwritten and deleted', async () => {
    const oss = client();
    const { res } = await oss.put('runs/a b+ü.json', text('{}'), {
      meta: { run: '7' },
      mime: 'application/json',
    } as unknown as OSS.PutObjectOptions);
    expect(res.headers['etag']).toBe('"99914B932BD37A50B983C5E7C90AE93B"');
    const read = await oss.get('runs/a b+ü.json');
    expect(read.content.toString()).toBe('{}');
    expect(read.res.headers).toMatchObject({
      'content-type': 'application/json',
      'last-modified': 'Mon, 02 Mar 2026 08:00:00 GMT',
      'x-oss-object-type': 'Normal',
    });
    expect((await oss.head('runs/a b+ü.json')).meta).toEqual({ run: '7' });
    await oss.put('runs/a b+ü.json', text('[1]'));
    expect((await oss.get('runs/a b+ü.json')).content.toString()).toBe('[1]');
    expect((await oss.delete('runs/a b+ü.json')).res.status).toBe(204);
    expect((await oss.delete('runs/a b+ü.json')).res.status).toBe(204);
    expect(await failureOf(oss.get('runs/a b+ü.json'))).toBe('404 NoSuchKey');
    expect(await failureOf(oss.head('runs/a b+ü.json'))).toBe('404 NoSuchKey');
  });

  test('only one of two writers wins when overwriting is forbidden', async () => {
    const oss = client();
    const once = headers({ 'x-oss-forbid-overwrite': 'true' });
    await oss.put('lease', text('first'), once);
    expect(await failureOf(oss.put('lease', text('second'), once))).toBe('409 FileAlreadyExists');
    expect((await oss.get('lease')).content.toString()).toBe('first');
    await oss.put('lease', text('third'), headers({ 'x-oss-forbid-overwrite': 'false' }));
    await oss.delete('lease');
    await oss.put('lease', text('fourth'), once);
    expect(await failureOf(oss.put('x', text('x'), headers({ 'x-oss-forbid-overwrite': 'maybe' })))).toBe(
      '400 InvalidArgument',
    );
  });

  test('a write whose answer is lost has been done', async () => {
    emulator.setFaults([{ operation: 'PutObject', nth: 1, effect: 'lostResponse' }]);
    const oss = client();
    const once = headers({ 'x-oss-forbid-overwrite': 'true' });
    expect(await failureOf(oss.put('lease', text('mine'), once))).toMatch(/^-1 /);
    expect(await failureOf(oss.put('lease', text('mine'), once))).toBe('409 FileAlreadyExists');
    expect((await oss.get('lease')).content.toString()).toBe('mine');
    expect(emulator.journal({ operation: 'PutObject' })).toMatchObject([
      {
        status: 0,
        code: 'OK',
        fault: 'lostResponse',
        product: 'Oss',
        params: { bucket: BUCKET, key: 'lease' },
      },
      { status: 409, code: 'FileAlreadyExists' },
    ]);
  });

  test('a listing goes page by page, folder by folder', async () => {
    const oss = client();
    for (const key of ['a', 'b/1', 'b/2', 'b/3', 'c', 'd/1', 'é']) await oss.put(key, text(key));
    const all = await oss.listV2({ 'max-keys': '1000' });
    expect(all.objects.map(({ name }) => name)).toEqual(['a', 'b/1', 'b/2', 'b/3', 'c', 'd/1', 'é']);
    expect(all).toMatchObject({ keyCount: 7, isTruncated: false, nextContinuationToken: null });
    const folders: string[] = [];
    let token: string | null = '';
    do {
      const page: Listing = await oss.listV2({
        delimiter: '/',
        'max-keys': '2',
        ...(token !== '' && { 'continuation-token': token }),
      });
      expect(page.keyCount).toBeLessThanOrEqual(2);
      folders.push(...page.objects.map(({ name }) => name), ...(page.prefixes ?? []));
      token = page.nextContinuationToken;
    } while (token !== null);
    expect(folders.sort()).toEqual(['a', 'b/', 'c', 'd/', 'é']);
    const inFolder = await oss.listV2({ prefix: 'b/', 'start-after': 'b/1' });
    expect(inFolder.objects.map(({ name }) => name)).toEqual(['b/2', 'b/3']);
    expect(await failureOf(oss.listV2({ 'max-keys': '1001' }))).toBe('400 InvalidArgument');
    expect(await failureOf(oss.listV2({ 'continuation-token': '%%%' }))).toBe('400 InvalidArgument');
  });

  test('parts and conditions', async () => {
    const oss = client();
    const { res } = await oss.put('numbers', text('0123456789'));
    const range = async (value: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
      const answer = await oss.get('numbers', { headers: { Range: value, ...more } });
      return `${answer.res.status} ${answer.content.toString()}`;
    };
    expect(await range('bytes=2-4')).toBe('206 234');
    expect(await range('bytes=7-')).toBe('206 789');
    expect(await range('bytes=-2')).toBe('206 89');
    expect(await range('bytes=5-20')).toBe('200 0123456789');
    expect(await range('bytes=5-20', { 'x-oss-range-behavior': 'standard' })).toBe('206 56789');
    expect(await failureOf(range('bytes=20-', { 'x-oss-range-behavior': 'standard' }))).toBe(
      '416 InvalidRange',
    );
    const etag = res.headers['etag'] ?? '';
    expect((await oss.get('numbers', { headers: { 'If-None-Match': etag } })).res.status).toBe(304);
    expect((await oss.get('numbers', { headers: { 'If-None-Match': '"x"' } })).res.status).toBe(200);
    expect(await failureOf(oss.get('numbers', { headers: { 'If-Match': '"x"' } }))).toBe(
      '412 PreconditionFailed',
    );
  });

  test('content that changed on its way is refused', async () => {
    const work = client().put('x', text('x'), headers({ 'Content-MD5': 'eB5eJF1ptWaXm4bijSPyxw==' }));
    expect(await failureOf(work)).toBe('400 InvalidDigest');
    expect(await failureOf(client().get('x'))).toBe('404 NoSuchKey');
  });

  test('RAM decides by action, object and prefix', async () => {
    const mine = client(folder);
    await mine.put('own/1', text('1'));
    expect(await failureOf(mine.put('other/1', text('1')))).toBe('403 AccessDenied');
    expect(await failureOf(mine.get('own/1'))).toBe('403 AccessDenied');
    expect((await mine.listV2({ prefix: 'own/' })).keyCount).toBe(1);
    expect(await failureOf(mine.listV2({}))).toBe('403 AccessDenied');
    expect((await client(reader).get('own/1')).content.toString()).toBe('1');
    expect(await failureOf(client(reader).delete('own/1'))).toBe('403 AccessDenied');
    expect(emulator.journal({ operation: 'PutObject' }).map(({ ram }) => ram)).toEqual([
      {
        action: 'oss:PutObject',
        decision: 'allow',
        resources: [
          {
            resource: `acs:oss:*:1000000000000001:${BUCKET}/own/1`,
            decision: 'allow',
            statement: 'policies[0]#0',
          },
        ],
      },
      {
        action: 'oss:PutObject',
        decision: 'implicitDeny',
        resources: [{ resource: `acs:oss:*:1000000000000001:${BUCKET}/other/1`, decision: 'implicitDeny' }],
      },
    ]);
  });

  test('who is not let in', async () => {
    expect(await failureOf(client(stranger).get('x'))).toBe('403 AccessDenied');
    expect(await failureOf(client({ ...reader, accessKeySecret: 'wrong' }).get('x'))).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await failureOf(client({ ...reader, accessKeyId: 'LTAInobody' }).get('x'))).toBe(
      '403 InvalidAccessKeyId',
    );
    expect(await failureOf(client(emulator, 'no-such-store').get('x'))).toBe('404 NoSuchBucket');
  });

  test('temporary credentials end by the virtual clock', async () => {
    const credentials = emulator.issueRoleCredentials('keeper', 'test', 900);
    const oss = client(credentials);
    await oss.put('x', text('x'));
    expect(await failureOf(client({ ...credentials, securityToken: 'other' }).get('x'))).toBe(
      '403 InvalidSecurityToken',
    );
    emulator.advance(900_000);
    expect(await failureOf(oss.get('x'))).toBe('403 SecurityTokenExpired');
  });

  test('a bucket is in one region', async () => {
    await client(emulator, 'northern-store', 'oss-cn-beijing').put('x', text('x'));
    expect(await failureOf(client(emulator, 'northern-store').get('x'))).toBe(
      authorizationV4 ? '400 InvalidArgument' : '403 AccessDenied',
    );
  });

  test('faults are told in the words of OSS', async () => {
    const effects = ['throttle', 'serverError', 'serviceUnavailable', 'expiredToken'] as const;
    emulator.setFaults(effects.map((effect, index) => ({ operation: 'GetObject', nth: index + 1, effect })));
    const seen: string[] = [];
    while (seen.length < effects.length) seen.push(await failureOf(client().get('x')));
    expect(seen).toEqual([
      '503 QpsLimitExceeded',
      '500 InternalError',
      '503 ServiceUnavailable',
      '403 SecurityTokenExpired',
    ]);
    emulator.setFaults([{ effect: 'skewClock', skewMs: 16 * 60_000 }]);
    expect(await failureOf(client().get('x'))).toBe('403 RequestTimeTooSkewed');
  });

  test('what OSS has and the emulator does not names itself', async () => {
    const work = client().put('x', text('x'), headers({ 'x-oss-object-acl': 'public-read' }));
    expect(await failureOf(work)).toBe('501 NotImplemented');
    await expect(client().get('x', { subres: { acl: '' } })).rejects.toThrow('parameter acl of GetObject');
  });
});
