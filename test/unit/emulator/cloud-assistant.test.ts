import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';
import { defaultAgent, supports } from '../../../emulator/world/agent';
import type { AgentFeature } from '../../../emulator/world/agent';
import { placeholdersOf, substitute } from '../../../emulator/world/command';
import { letTransitionRun } from '../../../emulator/world/lifecycle';

const FLEET = {
  instances: [
    { id: 'i-off', name: 'off', status: 'Stopped' },
    { id: 'i-bare', status: 'Stopped', cloudAssistant: { installed: false } },
  ],
};

describe('announcements', () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ frozen: true, now: '2026-03-02T08:00:00Z', fleet: FLEET });
  });

  afterEach(() => emulator.close());

  function start(id: string): void {
    const { world } = emulator;
    const region = world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
    const instance = region?.instances.get(id);
    if (region === undefined || instance === undefined) throw new Error(`no instance ${id}`);
    instance.status = 'Starting';
    letTransitionRun(world, region, instance, 1000);
  }

  function heartbeats(): unknown[] {
    return emulator.world.announcements
      .recent()
      .filter(({ name }) => name === 'CloudAssistant:FirstHeartbeat');
  }

  test('the first heartbeat comes a moment after the start', () => {
    start('i-off');
    emulator.advance(10_999);
    expect(heartbeats()).toEqual([]);
    emulator.advance(1);
    expect(heartbeats()).toEqual([
      {
        at: Date.parse('2026-03-02T08:00:11Z'),
        accountId: emulator.accountId,
        regionId: 'cn-hangzhou',
        name: 'CloudAssistant:FirstHeartbeat',
        level: 'INFO',
        status: 'Normal',
        resource: { kind: 'instance', id: 'i-off', name: 'off' },
        content: {
          vmName: 'i-off',
          impact: 'Alert',
          opsCode: 'InstanceStatusChange',
          bizEventId: expect.stringMatching(/^e-bp1/) as string,
          extensions: {
            agentVersion: '2.2.3.857',
            region: 'cn-hangzhou',
            azone: emulator.instance('i-off')?.zoneId,
            uptime: 10_000,
          },
        },
      },
    ]);
    emulator.advance(3_600_000);
    expect(heartbeats()).toHaveLength(1);
  });

  test('an instance without an agent says nothing', () => {
    start('i-bare');
    emulator.advance(3_600_000);
    expect(heartbeats()).toEqual([]);
  });

  test('an instance that is gone by then says nothing', () => {
    start('i-off');
    emulator.advance(5000);
    emulator.removeInstance('i-off');
    emulator.advance(3_600_000);
    expect(heartbeats()).toEqual([]);
  });
});

test.each<[string, readonly AgentFeature[], boolean]>([
  ['2.2.3.282', ['schedules'], true],
  ['2.2.3.281', ['schedules'], false],
  ['2.2.3.282', ['schedules', 'containers'], false],
  ['2.2.3.344', ['containers'], true],
  ['2.2.4.1', ['containers'], true],
  ['2.2.0.999', ['schedules'], false],
  ['1.0.2.569', [], true],
  ['3.0', ['containers'], true],
])('an agent %s knows %j: %s', (version, features, expected) => {
  expect(supports({ ...defaultAgent('linux'), version }, 'linux', features)).toBe(expected);
});

test('the agents of both systems know everything', () => {
  for (const osType of ['linux', 'windows'] as const) {
    expect(supports(defaultAgent(osType), osType, ['schedules', 'containers'])).toBe(true);
  }
});

test('placeholders are found and filled whatever their case and blanks', () => {
  const content = Buffer.from('{{a}} {{ A }}\n{{\n b-1 }} {{ACS::InstanceId}} {not} {{}}');
  expect(placeholdersOf(content)).toEqual(['a', 'b-1', 'ACS::InstanceId', '']);
  const values = new Map([
    ['A', '$&'],
    ['acs::instanceid', 'i-1'],
  ]);
  expect(substitute(content, values)).toBe('$& $&\n i-1 {not} ');
});

test.each([
  [
    {
      commands: [
        { id: 'c-1', name: 'a', content: 'a' },
        { id: 'c-1', name: 'b', content: 'b' },
      ],
    },
    /fleet\.commands\[1\]\.id: the id "c-1" is given more than once/,
  ],
  [{ commandScripts: [{ match: '/(/' }] }, /fleet\.commandScripts\[0\]\.match: Invalid regular expression/],
  [{ commandScripts: [{ errorCode: 'NoSuchCode' }] }, /fleet\.commandScripts\[0\]\.errorCode/],
  [{ commandScripts: [{ exitCode: 256 }] }, /fleet\.commandScripts\[0\]\.exitCode/],
  [
    { instances: [{ cloudAssistant: { version: 'new' } }] },
    /cloudAssistant\.version: expected a version such as/,
  ],
  [{ instances: [{ cloudAssistant: { state: 'asleep' } }] }, /cloudAssistant\.state/],
])('%j is refused', async (fleet, message) => {
  await expect(startEmulator({ fleet })).rejects.toThrow(message);
});

test('commands of a fleet, its own or saved ones, can be invoked', async () => {
  const saved = {
    RequestId: 'x',
    Commands: {
      Command: [
        {
          CommandId: 'c-1',
          Name: 'greet',
          Type: 'RunBatScript',
          CommandContent: 'ZWNobyBoaQ==',
          Timeout: 30,
        },
      ],
    },
  };
  const written = {
    commands: [{ id: 'c-1', name: 'greet', type: 'RunBatScript', content: 'echo hi', timeoutSeconds: 30 }],
  };
  for (const fleet of [saved, written]) {
    const emulator = await startEmulator({ frozen: true, fleet });
    const region = emulator.world.accounts.get(emulator.accountId)?.regions.get('cn-hangzhou');
    expect(region?.cloudAssistant.commands.get('c-1')).toMatchObject({
      name: 'greet',
      type: 'RunBatScript',
      content: Buffer.from('echo hi'),
      timeoutSeconds: 30,
      enableParameter: false,
    });
    await emulator.close();
  }
});
