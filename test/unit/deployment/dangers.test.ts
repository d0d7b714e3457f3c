import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeploymentFolder, VALID } from './folder';

const folder = new DeploymentFolder();
afterAll(() => {
  folder.remove();
});

describe('secrets', () => {
  // Made up for this test, in the form of real ones, and put together here so that no scanner finds them in this file.
  const keyId = ['LTAI', '5tFictionalKeyId0001'].join('');
  const keySecret = 'FictionalSecret0000000000000030';
  const token = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';

  test.each([
    ['an AccessKey ID in a variable', 'LEVEL: info', `LEVEL: ${keyId}`, keyId],
    ['an AccessKey ID in a comment', 'LEVEL: info', `LEVEL: info # was ${keyId}`, keyId],
    ['an AccessKey ID as a default', "'default')}", `'${keyId}')}`, keyId],
    ['an STS key', 'LEVEL: info', `LEVEL: ${['STS', 'NFictionalKeyId0001'].join('.')}`, 'NFictionalKeyId'],
    [
      'a secret under a name that says so',
      'LEVEL: info',
      `ALICLOUD_ACCESS_KEY_SECRET: ${keySecret}`,
      keySecret,
    ],
    [
      'a secret among the variables of the file',
      'prefix: fleet',
      `prefix: fleet\n  dingtalkSecret: ${keySecret}`,
      keySecret,
    ],
    [
      'a webhook with its token',
      'LEVEL: info',
      `HOOK: https://oapi.dingtalk.com/robot/send?access_token=${token}`,
      token,
    ],
    [
      'a private key',
      'name: fleet\n',
      ['name: fleet\n# -----BEGIN RSA PRIVATE', 'KEY-----\n'].join(' '),
      'BEGIN RSA',
    ],
  ])('%s is found, and not repeated', async (_, from, to, secret) => {
    const text = VALID.replace(from, () => to);
    const { problems } = await folder.check(text);
    const found = problems.filter(({ code }) => code === 'secret_in_file');
    const line = text.slice(0, text.indexOf(secret)).split('\n').length;
    expect(found.map(({ where }) => where)).toEqual([expect.stringMatching(new RegExp(`:${line}:\\d+$`))]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  test('a secret in the wrong place is not repeated by the other checks', async () => {
    const { problems } = await folder.check(VALID.replace('role: fleet-fc', `role: ${keySecret}`));
    expect(problems.map(({ code }) => code)).toEqual(['invalid_value']);
    expect(JSON.stringify(problems)).not.toContain(keySecret);
  });

  test('a secret that comes from the environment is as it should be', async () => {
    const text = VALID.replace('LEVEL: info', "HOOK_SECRET: ${env('HOOK_SECRET')}");
    expect((await folder.check(text, { HOOK_SECRET: keySecret })).problems).toEqual([]);
  });
});

test.each(['fc3', 'fc3@0.1.22'])(
  'a folder %s beside the file, which would run in place of the component',
  async (name) => {
    const path = join(folder.path, name);
    mkdirSync(path);
    const { problems } = await folder.check(VALID);
    rmSync(path, { recursive: true });
    expect(problems).toEqual([expect.objectContaining({ code: 'component_folder' })]);
  },
);

describe('code', () => {
  const checkCode = async (source: string): Promise<unknown> => {
    folder.write('code/stopper/index.js', source);
    const { problems } = await folder.check(VALID);
    folder.write('code/stopper/index.js', 'module.exports.handler = async () => "done";');
    return problems.map(({ code, what }) => [code, what]);
  };

  test.each([
    ['throws while it loads', 'throw new Error("no such module")', 'handler_load_failed', 'no such module'],
    ['ends the process while it loads', 'process.exit(3)', 'handler_load_failed', 'with code 3'],
    ['is not JavaScript', 'module.exports = {', 'handler_load_failed', 'Unexpected end'],
    ['exports something else', 'module.exports = { handler: 5 }', 'handler_missing', 'no function `handler`'],
  ])('that %s', async (_, source, code, says) => {
    expect(await checkCode(source)).toEqual([[code, expect.stringContaining(says)]]);
  });

  test('is loaded without the environment of the caller, and without calling the handler', async () => {
    process.env['CHECK_TEST_LEAK'] = 'leaked';
    const problems = await checkCode(
      'if (process.env.CHECK_TEST_LEAK) throw new Error("leaked"); module.exports.handler = () => process.exit(9)',
    );
    delete process.env['CHECK_TEST_LEAK'];
    expect(problems).toEqual([]);
  });
});

test("mistakes of different functions are all found, in the order of the file, a template's once", async () => {
  const text = VALID.replace('memorySize: 512', 'memorySize: 500')
    .replace("DRY_RUN: 'true'", 'DRY_RUN: true')
    .replace('${vars.prefix}-listener', '${vars.gone}')
    .replace('index.handle\n', 'index.gone\n')
    .replace('methods: [POST]', 'methods: [POST, FETCH]');
  const { problems } = await folder.check(text);
  const lineOf = (needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;
  expect(problems.map(({ code, where }) => [code, Number(where?.split(':')[1])])).toEqual([
    ['invalid_value', lineOf('memorySize')],
    ['invalid_value', lineOf('DRY_RUN: true')],
    ['unresolved_variable', lineOf('${vars.gone}')],
    ['handler_missing', lineOf('index.gone')],
    ['invalid_value', lineOf('FETCH')],
  ]);
});
