import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { rpcPost, send } from './raw-client';
import type { RawReply } from './raw-client';

const disabled = { accessKeyId: 'LTAIdisabled', accessKeySecret: 'disabled-secret' };
const nobody = { accessKeyId: 'LTAInobody', accessKeySecret: 'nobody-secret' };
const powerless = { accessKeyId: 'LTAIpowerless', accessKeySecret: 'powerless-secret' };

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    frozen: true,
    fleet: {
      users: [
        { name: 'disabled', ...disabled, accessKeyStatus: 'Inactive' },
        { name: 'powerless', ...powerless },
      ],
      roles: [{ name: 'role' }],
    },
  });
});

afterAll(() => emulator.close());

type Changes = Readonly<Record<string, string | undefined>>;

const signed = (changes: Changes = {}, signer = {}): Promise<RawReply> =>
  rpcPost(emulator.endpoint, { ...emulator, ...signer }, { Action: 'DescribeRegions' }, changes);

const raw = (method: string, path: string, type?: string, body?: string): Promise<RawReply> =>
  send(emulator.endpoint, {
    method,
    path,
    ...(type !== undefined && { headers: { 'content-type': type } }),
    ...(body !== undefined && { body }),
  });

const withFault = async (effect: 'throttle' | 'serverError' | 'serviceUnavailable'): Promise<RawReply> => {
  emulator.setFaults([{ effect }]);
  try {
    return await signed();
  } finally {
    emulator.setFaults([]);
  }
};

const asSession = (seconds: number, changes: Changes = {}): Promise<RawReply> => {
  const credentials = emulator.issueRoleCredentials('role', 'test', seconds);
  emulator.advance(1_000);
  return signed(changes, credentials);
};

const twice = async (): Promise<RawReply> => {
  await signed({ SignatureNonce: 'once' });
  return signed({ SignatureNonce: 'once' });
};

const missing = (name: string): string =>
  `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;

/** Codes, statuses and messages of https://error-center.alibabacloud.com/status/product/Public */
test.each<[number, string, string, () => Promise<RawReply>]>([
  [400, 'MissingParameter.Action', missing('Action'), () => signed({ Action: undefined })],
  [400, 'MissingParameter.Version', missing('Version'), () => signed({ Version: undefined })],
  [400, 'MissingParameter.AccessKeyId', missing('AccessKeyId'), () => signed({ AccessKeyId: undefined })],
  [400, 'MissingParameter.Timestamp', missing('Timestamp'), () => signed({ Timestamp: '' })],
  [400, 'MissingParameter.SignatureNonce', missing('SignatureNonce'), () => signed({ SignatureNonce: '' })],
  [400, 'MissingParameter.RegionId', missing('RegionId'), () => signed({ Action: 'DescribeInstances' })],
  [
    400,
    'MissingParameter.Signature',
    missing('Signature'),
    () =>
      raw(
        'GET',
        '/?Format=JSON&Action=DescribeRegions&Version=2014-05-26&AccessKeyId=a&Timestamp=b&SignatureNonce=c',
      ),
  ],
  [
    400,
    'InvalidVersion',
    'Specified parameter Version is not valid.',
    () => signed({ Version: '1999-01-01' }),
  ],
  [
    404,
    'InvalidAction.NotFound',
    'Specified api is not found, please check your url and method.',
    () => signed({ Action: 'X' }),
  ],
  [
    400,
    'InvalidSignatureMethod',
    'Specified signature method is not valid',
    () => signed({ SignatureMethod: 'MD5' }),
  ],
  [
    400,
    'IncompleteSignature',
    'The request signature does not conform to Aliyun standards',
    () => signed({ SignatureVersion: '2' }),
  ],
  [
    400,
    'InvalidTimeStamp.Format',
    'Specified time stamp or date value is not well formatted',
    () => signed({ Timestamp: 'now' }),
  ],
  [
    400,
    'InvalidTimeStamp.Expired',
    'Specified time stamp or date value is expired.',
    () => signed({ Timestamp: '2020-01-01T00:00:00Z' }),
  ],
  [404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.', () => signed({}, nobody)],
  [400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.', () => signed({}, disabled)],
  [
    400,
    'SignatureDoesNotMatch',
    'Specified signature is not matched with our calculation.',
    () => signed({}, { accessKeySecret: 'wrong' }),
  ],
  [400, 'SignatureNonceUsed', 'Specified signature nonce was used already.', twice],
  [400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.', () => asSession(1)],
  [
    400,
    'InvalidSecurityToken.Malformed',
    'Specified SecurityToken is malformed.',
    () => asSession(900, { SecurityToken: 'x' }),
  ],
  [
    400,
    'MissingSecurityToken',
    'SecurityToken is mandatory for this action.',
    () => asSession(900, { SecurityToken: undefined }),
  ],
  [
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
    () => signed({ SecurityToken: 'x' }),
  ],
  [
    403,
    'Forbidden.RAM',
    'User not authorized to operate on the specified resource',
    () => signed({}, powerless),
  ],
  [
    404,
    'InvalidRegionId.NotFound',
    'The specified RegionId does not exist.',
    () => signed({ RegionId: 'mars-1' }),
  ],
  ...(
    [
      ['DescribeTasks', 'InvalidRegionId.NotFound', 'MissingParameter'],
      ['DescribeTaskAttribute', 'InvalidRegionId.NotFound', 'MissingParameter'],
      ['DescribeDisks', 'InvalidRegion.NotFound', 'MissingParamter.RegionId'],
      ['DescribeNetworkInterfaces', 'InvalidRegionId.MalFormed', 'MissingParameter'],
      ['DescribeSnapshotLinks', 'InvalidRegionId', 'MissingParameter.RegionId'],
    ] as const
  ).flatMap(([Action, unknown, absent]): [number, string, string, () => Promise<RawReply>][] => [
    [400, unknown, 'egion', () => signed({ Action, RegionId: 'mars-1' })],
    [400, absent, 'egionId', () => signed({ Action })],
  ]),
  [400, 'UnsupportedParameter', 'The parameter "Colour" is not supported', () => signed({ Colour: 'red' })],
  [
    405,
    'UnsupportedHTTPMethod',
    'This http method is not supported: PUT.',
    () => raw('PUT', '/?Format=JSON'),
  ],
  [400, 'InvalidParameter', 'The request is not valid', () => raw('GET', '/?Format=JSON&Action=%FF')],
  [
    400,
    'InvalidParameter',
    'a body of type "text/plain"',
    () => raw('POST', '/?Format=JSON', 'text/plain', 'x'),
  ],
  [
    413,
    'RequestEntityTooLarge',
    'The request body is over 1048576 bytes.',
    () => raw('POST', '/?Format=JSON', 'application/x-www-form-urlencoded', 'x'.repeat(1_048_577)),
  ],
  [400, 'Throttling', 'Request was denied due to request throttling.', () => withFault('throttle')],
  [500, 'InternalError', 'The request processing has failed', () => withFault('serverError')],
  [
    503,
    'ServiceUnavailable',
    'The request has failed due to a temporary failure',
    () => withFault('serviceUnavailable'),
  ],
])('%d %s', async (status, code, message, request) => {
  const reply = await request();
  expect([reply.status, reply.json['Code']]).toEqual([status, code]);
  expect(reply.json['Message']).toContain(message);
  expect(reply.json['RequestId']).toBe(reply.headers['x-acs-request-id']);
  const recommend = new URL(String(reply.json['Recommend']));
  expect(`${recommend.origin}${recommend.pathname}`).toBe('https://api.aliyun.com/troubleshoot');
  expect(Object.fromEntries(recommend.searchParams)).toEqual({
    q: code,
    product: 'Ecs',
    requestId: reply.json['RequestId'],
  });
});
