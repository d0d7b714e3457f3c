import {
  type CredentialsProvider,
  assumeRole,
  createApiClient,
  createEcsClient,
  fixedCredentials,
} from '../../../shared/client';
import { ConfigError } from '../../../shared/core/errors';
import { FakeClock } from './clock';
import { type Answer, type ScriptedService, error, json, serve, stopServices } from './service';

afterEach(stopServices);

const ROLE = { roleArn: 'acs:ram::1000000000000002:role/fleet-reader', sessionName: 'autopilot-run-1' };

let issued = 0;

/** Shaped after https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerole. */
function issuing(clock: FakeClock): Answer {
  return (received, response) => {
    issued += 1;
    json({
      RequestId: 'request-of-assume-role',
      AssumedRoleUser: {
        Arn: 'acs:ram::1000000000000002:role/fleet-reader/autopilot-run-1',
        AssumedRoleId: '3000',
      },
      Credentials: {
        AccessKeyId: `STS.example-${issued}`,
        AccessKeySecret: 'secret-of-the-role',
        SecurityToken: 'token-of-the-role',
        Expiration: clock.in(3_600_000).toISOString(),
      },
    })(received, response);
  };
}

function providerOf(service: ScriptedService, clock: FakeClock): CredentialsProvider {
  const api = createApiClient({
    credentials: fixedCredentials({ accessKeyId: 'base-id', accessKeySecret: 'base-secret' }),
    region: 'cn-hangzhou',
    env: { ECS_ENDPOINT: service.endpoint },
    clock,
    attempts: 1,
  });
  return assumeRole(api, { ...ROLE, externalId: 'example', durationSeconds: 3_600 });
}

beforeEach(() => {
  issued = 0;
});

test('the request names the role, the run and what the trust policy asks for', async () => {
  const clock = new FakeClock();
  const service = await serve(issuing(clock));
  await providerOf(service, clock).getCredentials();
  expect(service.received[0]).toMatchObject({
    action: 'AssumeRole',
    params: {
      RoleArn: ROLE.roleArn,
      RoleSessionName: 'autopilot-run-1',
      DurationSeconds: '3600',
      ExternalId: 'example',
    },
    headers: { 'x-acs-version': '2015-04-01' },
  });
});

test('credentials are kept until five minutes before they expire', async () => {
  const clock = new FakeClock();
  const provider = providerOf(await serve(issuing(clock)), clock);
  const idNow = async (): Promise<string> => (await provider.getCredentials()).accessKeyId;
  expect(await idNow()).toBe('STS.example-1');
  clock.advance(54 * 60_000);
  expect(await idNow()).toBe('STS.example-1');
  clock.advance(60_000);
  expect(await idNow()).toBe('STS.example-2');
});

test('those who ask at the same time share one request', async () => {
  const clock = new FakeClock();
  const service = await serve(issuing(clock));
  const provider = providerOf(service, clock);
  await Promise.all([provider.getCredentials(), provider.getCredentials(), provider.getCredentials()]);
  expect(service.received).toHaveLength(1);
});

test('a failure is told and not kept', async () => {
  const clock = new FakeClock();
  const service = await serve(error(403, 'NoPermission'), issuing(clock));
  const provider = providerOf(service, clock);
  await expect(provider.getCredentials()).rejects.toMatchObject({
    errorClass: 'forbidden',
    operation: 'AssumeRole',
  });
  await expect(provider.getCredentials()).resolves.toMatchObject({ accessKeyId: 'STS.example-1' });
});

test('an answer without a token is an error', async () => {
  const clock = new FakeClock();
  const service = await serve(
    json({ Credentials: { AccessKeyId: 'STS.id', AccessKeySecret: 'secret-of-the-role' } }),
  );
  const asked = providerOf(service, clock).getCredentials();
  await expect(asked).rejects.toThrow('the answer lacks a key, a token or an expiry');
  await expect(asked).rejects.not.toThrow('secret-of-the-role');
});

test('calls are signed as the role', async () => {
  const clock = new FakeClock();
  const service = await serve(issuing(clock), json({ RequestId: 'r' }));
  const ecs = createEcsClient({
    credentials: providerOf(service, clock),
    region: 'cn-hangzhou',
    env: { ECS_ENDPOINT: service.endpoint },
    clock,
  });
  await ecs.call('DescribeRegions', {});
  expect(service.received[1]?.headers).toMatchObject({
    'x-acs-accesskey-id': 'STS.example-1',
    'x-acs-security-token': 'token-of-the-role',
  });
});

test.each([
  [{ roleArn: 'acs:ram::1000000000000002:user/somebody' }, 'not the ARN of a RAM role'],
  [{ sessionName: 'a name with spaces' }, 'not a role session name'],
  [{ sessionName: 'a' }, 'not a role session name'],
])('%j is refused before anything is sent', async (wrong, message) => {
  const clock = new FakeClock();
  const service = await serve(issuing(clock));
  const api = createApiClient({
    credentials: fixedCredentials({ accessKeyId: 'base-id', accessKeySecret: 'base-secret' }),
    region: 'cn-hangzhou',
    env: { ECS_ENDPOINT: service.endpoint },
  });
  expect(() => assumeRole(api, { ...ROLE, ...wrong })).toThrow(ConfigError);
  expect(() => assumeRole(api, { ...ROLE, ...wrong })).toThrow(message);
});
