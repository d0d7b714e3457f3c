// What a function costs before its first line runs, and until its first plan, beside a handler that imports the full
// SDK. Every run is a process of its own, the subjects take turns, and the medians are printed: time and resident
// memory over what Node itself takes, which the empty module shows. On a busy machine the fastest run says more than
// the median; on a part of a vCPU it is the processor time that counts.
import { join } from 'node:path';
import { functionNames } from '../scripts/build.mjs';
import { root } from '../scripts/setup.mjs';
import { emulatorWith, eveningTick, FUNCTION, REGION } from './_fleet.mjs';
import { bundleModule, sizesOf, writeFile } from './_modules.mjs';
import { probe } from './_process.mjs';
import { printTable, printTitle } from './_table.mjs';

const WARM_UPS = 2;
const RUNS = 15;
const INSTANCES = 80;

/** What the design promises for every function. */
const LOAD_BUDGET = { ms: 45, mb: 20 };
const PLAN_BUDGET = { ms: 90, mb: 35 };

const KEYS = `{ accessKeyId: 'example-key-id', accessKeySecret: 'example-secret' }`;

const WITH_CLIENT = `
  import { createEcsClient, fixedCredentials } from './shared/client';
  export { handler } from './functions/${FUNCTION}';
  export const ecs = createEcsClient({ credentials: fixedCredentials(${KEYS}), region: '${REGION}' });
`;

const FULL_SDK = `
  const { default: Ecs } = require('@alicloud/ecs20140526');
  const { $OpenApiUtil } = require('@alicloud/openapi-core');
  exports.ecs = new Ecs(new $OpenApiUtil.Config({ ...${KEYS}, regionId: '${REGION}' }));
`;

async function subjects(emulator, sdkBundle) {
  const bundle = join(root, 'dist', FUNCTION, 'index.js');
  const plan = await eveningTick(emulator, { dryRun: true });
  return [
    { name: 'an empty module', module: writeFile('empty.cjs', '') },
    { name: `${FUNCTION}: load`, module: bundle },
    {
      name: `${FUNCTION}: load, client constructed`,
      module: bundleModule('with-client', WITH_CLIENT),
      budget: LOAD_BUDGET,
    },
    { name: `${FUNCTION}: load and first plan`, module: bundle, options: plan, budget: PLAN_BUDGET },
    { name: 'full SDK: load, client constructed', module: writeFile('full-sdk.cjs', FULL_SDK) },
    { name: 'full SDK in one file: the same', module: sdkBundle },
  ];
}

async function measure(all) {
  const samples = new Map(all.map((subject) => [subject, []]));
  for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
    for (const subject of all) {
      const sample = await probe(subject.module, subject.options);
      if (run >= WARM_UPS) samples.get(subject).push(sample);
    }
  }
  return all.map((subject) => {
    const of = (figure) => samples.get(subject).map((sample) => sample[figure]);
    return {
      ...subject,
      ms: median(of('ms')),
      fastestMs: Math.min(...of('ms')),
      cpuMs: median(of('cpuMs')),
      mb: median(of('mb')),
    };
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function verdict({ ms, mb, budget }) {
  if (budget === undefined) return ['', ''];
  return [`${budget.ms} ms, ${budget.mb} MB`, ms <= budget.ms && mb <= budget.mb ? 'ok' : 'OVER'];
}

printTitle(`Cold start: medians of ${RUNS} processes each, taken in turns`);
const sdkBundle = bundleModule('full-sdk-bundle', FULL_SDK, { alias: {} });
const emulator = await emulatorWith(INSTANCES);
try {
  const measured = await measure(await subjects(emulator, sdkBundle));
  printTable(
    ['', 'ms', 'fastest ms', 'processor ms', 'MB', 'budget', ''],
    measured.map((one) => [
      one.name,
      ...[one.ms, one.fastestMs, one.cpuMs, one.mb].map((figure) => figure.toFixed(1)),
      ...verdict(one),
    ]),
  );
} finally {
  await emulator.stop();
}
const files = [
  ...functionNames().map((name) => [`dist/${name}/index.js`, join(root, 'dist', name, 'index.js')]),
  ['a handler with the full SDK', sdkBundle],
];
printTable(
  ['bundle, minified', 'KB', 'gzip KB'],
  files.map(([name, path]) => {
    const { kb, gzipKb } = sizesOf(path);
    return [name, kb.toFixed(0), gzipKb.toFixed(0)];
  }),
);
