/* global performance */
// The emulator as a process: how long it takes to start, what a large fleet weighs, and how long a page of
// DescribeInstances takes. Beside a start stands that of Node itself, beside a page the same bytes from a plain HTTP
// server, both measured in the same run.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { writeFile } from './_modules.mjs';
import { startEmulator } from './_process.mjs';
import { connect, summaryOf } from './_requests.mjs';
import { printTable, printTitle } from './_table.mjs';

const STARTS = 9;
const START_BUDGET_MS = 500;

const FLEETS = [1_000, 100_000];
const MEMORY_BUDGET_MB = 1024;

const WARM_UPS = 50;
const PAGES = 300;
const PAGE_BUDGET_MS = 5;

const REGION = { RegionId: 'cn-hangzhou' };

const inBudget = (value, budget) => (value <= budget ? 'ok' : 'OVER');

async function millisecondsOf(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function repeated(times, work) {
  const samples = [];
  for (let time = 0; time < times; time += 1) samples.push(await work());
  return summaryOf(samples);
}

async function node() {
  await once(spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }), 'exit');
}

/** From the start of the process to its first line, when it takes requests. */
function startOf(...args) {
  return repeated(STARTS, async () => {
    let emulator;
    const ms = await millisecondsOf(async () => {
      emulator = await startEmulator(...args);
    });
    await emulator.stop();
    return ms;
  });
}

async function printStarts() {
  const rows = [
    ['node alone', await repeated(STARTS, () => millisecondsOf(node)), undefined],
    ['an empty account', await startOf(), START_BUDGET_MS],
    ['the demonstration fleet', await startOf('--fleet', 'demo'), START_BUDGET_MS],
  ];
  printTable(
    ['start', 'median ms', 'p95 ms', 'budget', ''],
    rows.map(([name, { median, p95 }, budget]) => [
      name,
      median.toFixed(0),
      p95.toFixed(0),
      ...(budget === undefined ? ['', ''] : [`${budget} ms`, inBudget(median, budget)]),
    ]),
  );
}

function residentMegabytes(pid) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;
}

function fleetOf(instances) {
  const rare = Math.ceil(instances / 100);
  return {
    instances: [
      { region: REGION.RegionId, count: instances - rare, tags: { env: 'prod', team: 'shop' } },
      { region: REGION.RegionId, count: rare, tags: { env: 'dev', team: 'lab' } },
    ],
  };
}

/** The token of a page in the middle of the list. */
async function middleToken(client, instances) {
  let token = '';
  for (let page = 0; page < instances / 200; page += 1) {
    const { answer } = await client.call(pageRequest({ NextToken: token }));
    token = answer.NextToken;
  }
  return token;
}

function pageRequest(parameters) {
  return { Action: 'DescribeInstances', ...REGION, MaxResults: '100', ...parameters };
}

function timesOf(call) {
  return repeated(WARM_UPS, call).then(() => repeated(PAGES, call));
}

/** The same bytes from a server that does nothing else. */
async function plainTimes(body) {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    outgoing.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(`http://127.0.0.1:${server.address().port}`);
  const times = await timesOf(async () => (await client.get('/')).ms);
  client.close();
  server.close();
  return times;
}

async function printFleet(instances) {
  const file = writeFile(`emulator-fleet-${instances}.json`, fleetOf(instances));
  let emulator;
  const ms = await millisecondsOf(async () => {
    emulator = await startEmulator('--fleet', file);
  });
  try {
    const client = connect(emulator.endpoint, emulator);
    const first = await client.call(pageRequest({}));
    const ids = first.answer.Instances.Instance.map(({ InstanceId }) => InstanceId);
    const requests = [
      ['the first page of 100', {}, PAGE_BUDGET_MS],
      ['a page in the middle, by token', { NextToken: await middleToken(client, instances) }, PAGE_BUDGET_MS],
      ['100 by their ids', { InstanceIds: JSON.stringify(ids) }, PAGE_BUDGET_MS],
      ['100 with a rare tag', { 'Tag.1.Key': 'env', 'Tag.1.Value': 'dev' }, undefined],
    ];
    const times = [];
    for (const [name, parameters, budget] of requests) {
      const call = async () => (await client.call(pageRequest(parameters))).ms;
      times.push([name, await timesOf(call), budget]);
    }
    times.push(['the bytes of the first page from a plain server', await plainTimes(first.body), undefined]);
    const megabytes = residentMegabytes(emulator.pid);
    client.close();
    printTable(
      [`${instances} instances`, 'median', 'p95', 'budget', ''],
      [
        ['start, ms', ms.toFixed(0), '', '', ''],
        ['memory, MB', megabytes.toFixed(0), '', MEMORY_BUDGET_MB, inBudget(megabytes, MEMORY_BUDGET_MB)],
        ...times.map(([name, { median, p95 }, budget]) => [
          `${name}, ms`,
          median.toFixed(2),
          p95.toFixed(2),
          ...(budget === undefined ? ['', ''] : [budget, inBudget(median, budget)]),
        ]),
      ],
    );
  } finally {
    await emulator.stop();
  }
}

printTitle('The emulator in a process of its own');
await printStarts();
for (const instances of FLEETS) await printFleet(instances);
