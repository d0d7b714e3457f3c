import { createHash } from 'node:crypto';
import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { acs3, rpcGet, rpcPost } from './raw-client';
import type { Sign } from './raw-client';

const NOW = new Date('2026-03-02T08:00:00Z');

const PROTOCOLS: readonly (readonly [string, Sign])[] = [
  ['ACS3', acs3],
  ['RPC GET', rpcGet],
  ['RPC POST', rpcPost],
];

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    now: NOW,
    frozen: true,
    fleet: { roles: [{ name: 'reader', policies: ['AliyunECSReadOnlyAccess'] }] },
  });
});

afterAll(() => emulator.close());

/** What a request claims, under the names of either protocol. */
function claim(
  protocol: string,
  field: 'nonce' | 'time' | 'token',
  value: string | undefined,
): Record<string, string | undefined> {
  const names = protocol.startsWith('RPC')
    ? { nonce: 'SignatureNonce', time: 'Timestamp', token: 'SecurityToken' }
    : { nonce: 'x-acs-signature-nonce', time: 'x-acs-date', token: 'x-acs-security-token' };
  return { [names[field]]: value };
}

describe.each(PROTOCOLS)('%s', (protocol, sign) => {
  const call = (
    changes: Readonly<Record<string, string | undefined>> = {},
    signer: Parameters<Sign>[1] = emulator,
    params: Readonly<Record<string, string>> = {},
  ): ReturnType<Sign> => sign(emulator.endpoint, signer, { Action: 'DescribeRegions', ...params }, changes);

  test('a rightly signed request is answered, although the virtual clock shows another year', async () => {
    const reply = await call();
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ Regions: { Region: expect.any(Array) as unknown } });
  });

  test('an unknown key', async () => {
    const reply = await call({}, { accessKeyId: 'LTAInobody', accessKeySecret: 'x' });
    expect([reply.status, reply.json['Code']]).toEqual([404, 'InvalidAccessKeyId.NotFound']);
  });

  test('a wrong secret is answered with what the server signed', async () => {
    const reply = await call({}, { accessKeyId: emulator.accessKeyId, accessKeySecret: 'wrong' });
    expect([reply.status, reply.json['Code']]).toEqual([400, 'SignatureDoesNotMatch']);
    expect(reply.json['Message']).toMatch(
      protocol === 'ACS3'
        ? /server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\] server CanonicalRequest is \[POST\n\/\n/
        : /server string to sign is:(GET|POST)&%2F&AccessKeyId%3D/,
    );
  });

  test.each([
    [-16, 'InvalidTimeStamp.Expired'],
    [16, 'InvalidTimeStamp.Expired'],
    [-14, undefined],
    [14, undefined],
  ])('a clock that is %d minutes off', async (minutes, code) => {
    const time = `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`;
    const reply = await call(claim(protocol, 'time', time));
    expect(reply.json['Code']).toBe(code);
  });

  test('a malformed timestamp', async () => {
    const reply = await call(claim(protocol, 'time', '2026-03-02 08:00'));
    expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidTimeStamp.Format']);
  });

  test.each(['nonce', 'time'] as const)('a missing %s', async (field) => {
    const reply = await call(claim(protocol, field, undefined));
    expect([reply.status, reply.json['Code']]).toEqual([
      400,
      field === 'nonce' ? 'MissingParameter.SignatureNonce' : 'MissingParameter.Timestamp',
    ]);
  });

  test('a nonce serves once', async () => {
    const changes = claim(protocol, 'nonce', `nonce of ${protocol}`);
    expect((await call(changes)).status).toBe(200);
    const again = await call(changes);
    expect([again.status, again.json['Code']]).toEqual([400, 'SignatureNonceUsed']);
  });

  test('a nonce of a request that was refused is still good', async () => {
    const changes = claim(protocol, 'nonce', `kept nonce of ${protocol}`);
    await call(changes, { accessKeyId: emulator.accessKeyId, accessKeySecret: 'wrong' });
    expect((await call(changes)).status).toBe(200);
  });

  describe('temporary credentials', () => {
    test('are good with their token, until the virtual clock has passed their end', async () => {
      const credentials = emulator.issueRoleCredentials('reader', 'test', 900);
      expect((await call({}, credentials)).status).toBe(200);
      emulator.advance(900_000);
      const reply = await call({}, credentials);
      expect([reply.status, reply.json['Code']]).toEqual([400, 'InvalidSecurityToken.Expired']);
    });

    test('need their token', async () => {
      const credentials = emulator.issueRoleCredentials('reader', 'test');
      const reply = await call(claim(protocol, 'token', undefined), credentials);
      expect([reply.status, reply.json['Code']]).toEqual([400, 'MissingSecurityToken']);
    });

    test('do not go with the token of others', async () => {
      const credentials = emulator.issueRoleCredentials('reader', 'test');
      const { securityToken } = emulator.issueRoleCredentials('reader', 'other');
      const reply = await call({}, { ...credentials, securityToken });
      expect(reply.json['Code']).toBe('InvalidSecurityToken.Malformed');
    });

    test('a permanent key has no token', async () => {
      const reply = await call(claim(protocol, 'token', 'made-up'));
      expect(reply.json['Code']).toBe('InvalidSecurityToken.MismatchWithAccessKey');
    });

    test('the token is not in the message of a wrong signature, nor in the journal', async () => {
      const credentials = emulator.issueRoleCredentials('reader', 'test');
      const reply = await call({}, { ...credentials, accessKeySecret: 'wrong' });
      expect(reply.json['Code']).toBe('SignatureDoesNotMatch');
      expect(reply.text).not.toContain(credentials.securityToken);
      const journal = JSON.stringify(emulator.journal());
      expect(journal).not.toContain(credentials.securityToken);
      expect(journal).not.toContain(credentials.accessKeySecret);
    });
  });
});

test('parameters in the query and in the body are both signed with RPC', async () => {
  const reply = await rpcPost(emulator.endpoint, emulator, {
    Action: 'DescribeRegions',
    AcceptLanguage: 'en-US',
  });
  expect(JSON.stringify(reply.json)).toContain('China (Hangzhou)');
});

const EMPTY_HASH = createHash('sha256').update('').digest('hex');

describe('ACS3 headers', () => {
  test('an Authorization header of another kind', async () => {
    const reply = await fetch(`${emulator.endpoint}/`, { headers: { authorization: 'Basic YTpi' } });
    expect([reply.status, ((await reply.json()) as { Code: string }).Code]).toEqual([
      400,
      'IncompleteSignature',
    ]);
  });

  test.each([
    ['is missing', {}],
    ['is not the SHA-256 of the body', { 'x-acs-content-sha256': EMPTY_HASH.replace('e', 'f') }],
  ])('a hash of the body that %s', async (text, hash) => {
    const reply = await fetch(`${emulator.endpoint}/`, {
      method: 'POST',
      headers: {
        'x-acs-action': 'DescribeRegions',
        'x-acs-version': '2014-05-26',
        ...hash,
        authorization: `ACS3-HMAC-SHA256 Credential=${emulator.accessKeyId},SignedHeaders=host,Signature=00`,
      },
    });
    const body = (await reply.json()) as { Code: string; Message: string };
    expect(body.Code).toBe('IncompleteSignature');
    expect(body.Message).toContain(text);
  });

  test('every x-acs header has to be signed', async () => {
    const reply = await fetch(`${emulator.endpoint}/`, {
      method: 'POST',
      headers: {
        'x-acs-action': 'DescribeRegions',
        'x-acs-version': '2014-05-26',
        'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
        'x-acs-signature-nonce': 'unsigned',
        'x-acs-content-sha256': EMPTY_HASH,
        authorization: `ACS3-HMAC-SHA256 Credential=${emulator.accessKeyId},SignedHeaders=host,Signature=00`,
      },
    });
    const body = (await reply.json()) as { Code: string; Message: string };
    expect(body.Code).toBe('IncompleteSignature');
    expect(body.Message).toContain('the header x-acs-action is not signed');
  });
});
