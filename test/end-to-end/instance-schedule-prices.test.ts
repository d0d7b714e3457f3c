import type { FleetInput } from '../../emulator';
import type { Report, Table } from '../../shared/core/report';
import type { Rehearsal } from '../support/rehearsal';
import { callsOf, OFFICE_HOURS, rehearse, resultsOf, scheduled } from '../support/rehearsal';

/** A policy as a fleet has it. */
type Policy = Exclude<NonNullable<NonNullable<FleetInput['users']>[number]['policies']>[number], string>;

let rehearsal: Rehearsal;

afterEach(async () => {
  await rehearsal.close();
});

const FLEET = [
  scheduled(3, { type: 'ecs.g7.large' }),
  scheduled(2, { type: 'ecs.c7.large' }),
  scheduled(1, { type: 'ecs.g7.large', region: 'cn-beijing' }),
  scheduled(1, { type: 'ecs.r7.large', chargeType: 'PrePaid' }),
];

function configured(savings: object): object {
  return {
    regions: ['cn-hangzhou', 'cn-beijing'],
    'instance-schedule': { dryRun: false, savings, schedules: { 'office-hours': OFFICE_HOURS } },
  };
}

function bySchedule({ tables }: Report): Table {
  const table = tables.find(({ title }) => title === 'Savings by schedule');
  if (table === undefined) throw new Error('the report has no savings');
  return table;
}

test('DescribePrice is asked once for each type and region, and not about subscriptions', async () => {
  rehearsal = await rehearse({ instances: FLEET }, configured({ askForPrices: true }));
  const report = await rehearsal.fire();
  const asked = rehearsal.emulator.journal({ operation: 'DescribePrice' }).map(({ params }) => params);
  const pairs = asked.map(({ RegionId, InstanceType }) => `${RegionId ?? ''} ${InstanceType ?? ''}`);
  expect(pairs.sort()).toEqual([
    'cn-beijing ecs.g7.large',
    'cn-hangzhou ecs.c7.large',
    'cn-hangzhou ecs.g7.large',
  ]);
  expect(bySchedule(report).rows).toMatchObject([{ schedule: 'office-hours', instances: 7 }]);
  expect(bySchedule(report).rows[0]?.['moneyPerMonth']).toBeGreaterThan(0);
  expect(bySchedule(report).notes).toHaveLength(1);
});

test('a price of the configuration is not asked for and counts more', async () => {
  const savings = { askForPrices: true, pricePerHour: { 'ecs.g7.large': 1, 'ecs.c7.large': 1 } };
  rehearsal = await rehearse({ instances: FLEET }, configured(savings));
  const report = await rehearsal.fire();
  expect(callsOf(rehearsal.emulator, 'DescribePrice')).toBe(0);
  const [row] = bySchedule(report).rows;
  expect(row?.['moneyPerMonth']).toBeCloseTo((6 / 7) * Number(row?.['hoursPerMonth']));
});

test('nothing is asked unless the configuration says so', async () => {
  rehearsal = await rehearse({ instances: FLEET }, configured({}));
  const report = await rehearsal.fire();
  expect(callsOf(rehearsal.emulator, 'DescribePrice')).toBe(0);
  expect(bySchedule(report).notes[1]).toContain('6 of 7 instances count without money');
});

test('without permission there is no price, which is said once a region, and the run goes on', async () => {
  const key = { accessKeyId: 'LTAI5tEXAMPLEscheduler', accessKeySecret: 'example-secret-of-scheduler' };
  const policy: Policy = {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: 'ecs:*', Resource: '*' },
      { Effect: 'Deny', Action: 'ecs:DescribePrice', Resource: '*' },
    ],
  };
  const users = [{ name: 'scheduler', policies: [policy], ...key }];
  rehearsal = await rehearse({ users, instances: FLEET }, configured({ askForPrices: true }));
  const report = await rehearsal.fire({ credentials: key });
  expect(resultsOf(report)).toEqual({ done: 7 });
  const notes = bySchedule(report).notes.filter((note) => note.startsWith('No price of'));
  expect(notes).toHaveLength(2);
  expect(notes[0]).toContain('in cn-beijing');
});

test('a price in another currency than the configuration counts in is no price', async () => {
  rehearsal = await rehearse({ instances: FLEET }, configured({ askForPrices: true, currency: 'USD' }));
  const report = await rehearsal.fire();
  expect(bySchedule(report).notes.join(' ')).toContain('it is in CNY, but savings.currency is USD');
});
