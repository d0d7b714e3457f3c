// API calls of one real run that stops a whole fleet, beside the same work done one instance a call, both counted by
// the emulator.
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';
import { emulatorWith, eveningTick, FUNCTION, regionsOf } from './_fleet.mjs';
import { bundleModule } from './_modules.mjs';
import { probe } from './_process.mjs';
import { printTable, printTitle } from './_table.mjs';

const FLEETS = [
  { instances: 80, regions: 1 },
  { instances: 1_000, regions: 1 },
  { instances: 10_000, regions: 10 },
];

/** Instances on a page of a list, and in a call that names them. */
const PER_CALL = 100;

/** Looks at what was stopped, until it has; the rest is left to the next run. */
const MOST_POLLS = 8;

/** Reads each instance, notes what is about to be done, stops it, sees that it has stopped and notes that. */
const oneByOne = (regions) => `
  import { createEcsClient, fixedCredentials } from './shared/client';
  import { forEachParallel } from './shared/core/batch';

  export async function handler(event: Buffer, context: { credentials: never }) {
    const credentials = fixedCredentials(context.credentials);
    let done = 0;
    for (const RegionId of ${JSON.stringify(regions)}) done += await stopAll(RegionId, credentials);
    return { counts: { done } };
  }

  async function stopAll(RegionId: string, credentials: ReturnType<typeof fixedCredentials>) {
    const ecs = createEcsClient({ credentials, region: RegionId, callsPerSecond: 1_000_000 });
    const ids: string[] = [];
    for await (const { InstanceId = '' } of ecs.items('DescribeInstances', { RegionId })) ids.push(InstanceId);
    const withEach = (work: (id: string) => Promise<unknown>) =>
      forEachParallel(ids, 16, async (id) => void (await work(id)));
    const hasDiskBeingSnapshotted = (InstanceId: string) =>
      ecs.call('DescribeSnapshots', { RegionId, InstanceId, Status: 'progressing' });
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
    await withEach(hasDiskBeingSnapshotted);
    await withEach(statusOf);
    await withEach(note('intent'));
    await withEach((id) => ecs.call('StopInstances', { RegionId, InstanceId: [id], StoppedMode: 'StopCharging' }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    let done = 0;
    await withEach(async (id) => (await statusOf(id)) === 'Stopped' && (done += 1));
    await withEach(note('done'));
    return done;
  }
`;

/** A list, a look at instances by id and the proof of a permission are the same operation for different ends. */
function purposeOf({ operation, params }) {
  if (params.DryRun === 'true') return `${operation}, probe`;
  if (operation !== 'DescribeInstances') return operation;
  return params.InstanceIds === undefined ? 'DescribeInstances, list' : 'DescribeInstances, by id';
}

/** The most calls that each purpose may take. */
function budgetOf({ instances, regions }) {
  const batches = regions * Math.ceil(instances / regions / PER_CALL);
  return new Map([
    ['DescribeInstances, list', batches],
    ['DescribeInstances, by id', batches * (1 + MOST_POLLS)],
    ['DescribeSnapshots', regions + batches],
    ['StopInstances', batches],
  ]);
}

/** How often each operation is called until a handler has stopped a fleet. */
async function callsToStop({ instances, regions }, module) {
  const names = regionsOf(regions);
  const emulator = await emulatorWith(instances, names);
  try {
    const { counts } = await probe(module, await eveningTick(emulator, { dryRun: false, regions: names }));
    if (counts.done !== instances) {
      throw new Error(`${module}: ${counts.done} of ${instances} instances were stopped, expected all`);
    }
    return await emulator.calls(purposeOf);
  } finally {
    await emulator.stop();
  }
}

function rowsOf(ours, baseline, budget) {
  const purposes = [...new Set([...ours.keys(), ...baseline.keys()])].sort();
  const total = (calls) => [...calls.values()].reduce((sum, count) => sum + count, 0);
  const row = (name, count, other) => [
    name,
    count,
    other,
    count === 0 ? '' : `${(other / count).toFixed(1)} x`,
    budget.get(name) ?? '',
  ];
  return [
    ...purposes.map((name) => row(name, ours.get(name) ?? 0, baseline.get(name) ?? 0)),
    row('all', total(ours), total(baseline)),
  ];
}

printTitle(`API calls of one real run of ${FUNCTION} that stops every instance`);
for (const fleet of FLEETS) {
  const { instances, regions } = fleet;
  const ours = await callsToStop(fleet, join(root, 'dist', FUNCTION, 'index.js'));
  const baseline = await callsToStop(fleet, bundleModule('one-by-one', oneByOne(regionsOf(regions))));
  const title = `${instances.toLocaleString('en')} instances, ${regions} region${regions === 1 ? '' : 's'}`;
  printTable([title, FUNCTION, 'one by one', 'ratio', 'limit'], rowsOf(ours, baseline, budgetOf(fleet)));
}
