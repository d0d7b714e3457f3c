// The fleet that functions are measured on, what they are told, and who they are.
import { createRequire } from 'node:module';
import { writeFile } from './_modules.mjs';
import { startEmulator } from './_process.mjs';

const { compileConfig } = createRequire(import.meta.url)('../dist/cli/compile-config.js');

export const FUNCTION = 'instance-schedule';
export const REGION = 'cn-hangzhou';

/** Friday evening in Shanghai: office hours are over. */
const EVENING = '2026-11-20T20:00:00+08:00';
const ROLE = 'autopilot';

/** Of the emulator's time, which runs ahead. */
const CREDENTIALS_SECONDS = 30 * 24 * 3600;

/** Mainland regions, as many as asked for; the first is where everything else is. */
export function regionsOf(count) {
  const others = ['beijing', 'shanghai', 'shenzhen', 'qingdao', 'zhangjiakou', 'huhehaote', 'wulanchabu'];
  return [REGION, ...[...others, 'heyuan', 'guangzhou'].map((name) => `cn-${name}`)].slice(0, count);
}

/**
 * An emulator with running instances that follow office hours, as many in each region. Its time runs fast, so that
 * nobody waits for a stop.
 */
export async function emulatorWith(instances, regions = [REGION]) {
  const fleet = {
    roles: [{ name: ROLE, trust: ['fc.aliyuncs.com'], policies: ['AliyunECSFullAccess'] }],
    instances: regions.map((region) => ({
      region,
      count: instances / regions.length,
      tags: { 'autopilot:schedule': 'office-hours' },
    })),
  };
  const file = writeFile(`fleet-${instances}.json`, fleet);
  return startEmulator('--fleet', file, '--now', EVENING, '--rate', '100');
}

/** How the timer invokes the function in the evening: what `probe` is to pass on. */
export async function eveningTick(emulator, { dryRun, regions = [REGION] }) {
  const yaml = writeFile('autopilot.yaml', {
    regions,
    limits: { [FUNCTION]: { share: 100 } },
    [FUNCTION]: {
      dryRun: false,
      schedules: {
        'office-hours': {
          timezone: 'Asia/Shanghai',
          atFirstSight: 'act',
          windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }],
        },
      },
    },
  });
  const config = writeFile('autopilot.json', compileConfig(yaml, FUNCTION));
  const event = {
    triggerTime: new Date(EVENING).toISOString(),
    triggerName: 'bench',
    payload: JSON.stringify({ now: EVENING }),
  };
  const context = {
    requestId: 'bench',
    credentials: await emulator.control('credentials', { role: ROLE, seconds: CREDENTIALS_SECONDS }),
    function: { name: FUNCTION, memory: 512, timeout: 600 },
    region: REGION,
    accountId: '1234567890123456',
  };
  return {
    args: [JSON.stringify(event), JSON.stringify(context)],
    env: { ECS_ENDPOINT: emulator.endpoint, AUTOPILOT_CONFIG: config, DRY_RUN: String(dryRun) },
  };
}
