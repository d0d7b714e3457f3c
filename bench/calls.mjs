// API calls of one real run that stops a whole fleet, beside the same work done one instance a call, both counted by
// the emulator.
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';
import { emulatorWith, eveningTick, FUNCTION, REGION } from './_fleet.mjs';
import { bundleModule } from './_modules.mjs';
import { probe } from './_process.mjs';
import { printTable, printTitle } from './_table.mjs';

const FLEETS = [80, 1_000, 10_000];

/** Reads each instance, notes what is about to be done, stops it, sees that it has stopped and notes that. */
const ONE_BY_ONE = `
  import { createEcsClient, fixedCredentials } from './shared/client';
  import { forEachParallel } from './shared/core/batch';

  const RegionId = '${REGION}';

  export async function handler(event: Buffer, context: { credentials: never }) {
    const credentials = fixedCredentials(context.credentials);
    const ecs = createEcsClient({ credentials, region: RegionId, callsPerSecond: 1_000_000 });
    const ids: string[] = [];
    for await (const { InstanceId = '' } of ecs.items('DescribeInstances', { RegionId })) ids.push(InstanceId);
    const withEach = (work: (id: string) => Promise<unknown>) =>
      forEachParallel(ids, 16, async (id) => void (await work(id)));
    const statusOf = async (id: string) => {
      const { Instances } = await ecs.call('DescribeInstances', { RegionId, InstanceIds: JSON.stringify([id]) });
      return Instances?.Instance?.[0]?.Status;
    };
    const note = (Value: string) => (id: string) =>
      ecs.call('TagResources', {
        RegionId,
        ResourceType: 'instance',
        ResourceId: [id],
        Tag: [{ Key: 'autopilot:last', Value }],
      });
    await withEach(statusOf);
    await withEach(note('intent'));
    await withEach((id) => ecs.call('StopInstances', { RegionId, InstanceId: [id], StoppedMode: 'StopCharging' }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    let done = 0;
    await withEach(async (id) => (await statusOf(id)) === 'Stopped' && (done += 1));
    await withEach(note('done'));
    return { counts: { done } };
  }
`;

/** How often each operation is called until a handler has stopped a fleet. */
async function callsToStop(instances, module) {
  const emulator = await emulatorWith(instances);
  try {
    const { counts } = await probe(module, await eveningTick(emulator, { dryRun: false }));
    if (counts.done !== instances) {
      throw new Error(`${module}: ${counts.done} of ${instances} instances were stopped, expected all`);
    }
    return await emulator.calls();
  } finally {
    await emulator.stop();
  }
}

function rowsOf(ours, baseline) {
  const operations = [...new Set([...ours.keys(), ...baseline.keys()])].sort();
  const total = (calls) => [...calls.values()].reduce((sum, count) => sum + count, 0);
  const row = (name, count, other) => [name, count, other, `${(other / count).toFixed(1)} x`];
  return [
    ...operations.map((name) => row(name, ours.get(name) ?? 0, baseline.get(name) ?? 0)),
    row('all', total(ours), total(baseline)),
  ];
}

printTitle(`API calls of one real run of ${FUNCTION} that stops every instance`);
const oneByOne = bundleModule('one-by-one', ONE_BY_ONE);
for (const instances of FLEETS) {
  const ours = await callsToStop(instances, join(root, 'dist', FUNCTION, 'index.js'));
  const baseline = await callsToStop(instances, oneByOne);
  printTable([`${instances} instances`, FUNCTION, 'one by one', 'ratio'], rowsOf(ours, baseline));
}
