import { Random } from '../world/random';
import { REGIONS } from '../world/regions';
import type { FleetInput, FleetInstanceInput } from './schema';

type Settings = Omit<FleetInstanceInput, 'id' | 'name' | 'region' | 'zone' | 'type' | 'count'>;

/** Instances that do the same job: team, application and environment, how many, letters of their zones, type. */
type Group = readonly [
  team: string,
  job: string,
  count: number,
  zones: string,
  type: string,
  settings?: Settings,
];

const NIGHT = { tags: { 'autopilot:schedule': 'night-batch' }, status: 'Stopped' } as const;
const OFFICE = { tags: { 'autopilot:schedule': 'office-hours' } } as const;
const OFFICE_SG = { tags: { 'autopilot:schedule': 'weekdays-sg' } } as const;
const MISSPELT = { tags: { 'autopilot:schedule': 'ofice-hours' } } as const;
const IGNORED = { tags: { ...OFFICE.tags, 'autopilot:ignore': 'true' } } as const;
const PROTECTED = { tags: { ...OFFICE_SG.tags, 'autopilot:protected': 'true' } } as const;
const SUBSCRIBED = { chargeType: 'PrePaid', deletionProtection: true } as const;
const ASLEEP = { ...NIGHT, stoppedMode: 'StopCharging' } as const;

const GROUPS: ReadonlyMap<string, readonly Group[]> = new Map([
  [
    'cn-hangzhou',
    [
      ['commerce', 'shop-web/prod', 8, 'hij', 'ecs.g7.xlarge'],
      ['commerce', 'shop-api/prod', 4, 'hi', 'ecs.g7.2xlarge', SUBSCRIBED],
      ['commerce', 'shop-web/staging', 3, 'h', 'ecs.g7.large', OFFICE],
      ['commerce', 'shop-api/staging', 2, 'h', 'ecs.c7.xlarge', OFFICE],
      ['commerce', 'shop-web/dev', 4, 'hi', 'ecs.t6-c1m2.large', { ...OFFICE, publicIp: true }],
      ['commerce', 'shop-api/test', 4, 'i', 'ecs.c7.large', OFFICE],
      ['commerce', 'preview-new/dev', 1, 'h', 'ecs.t6-c1m2.large', { ...OFFICE, status: 'Pending' }],
      ['commerce', 'preview-up/dev', 1, 'h', 'ecs.t6-c1m2.large', { ...OFFICE, status: 'Starting' }],
      ['commerce', 'preview-down/dev', 1, 'h', 'ecs.t6-c1m2.large', { ...OFFICE, status: 'Stopping' }],
      ['payments', 'payments-core/prod', 3, 'hij', 'ecs.r7.2xlarge', SUBSCRIBED],
      ['payments', 'payments-core/staging', 2, 'h', 'ecs.r7.large', { ...OFFICE, eip: true }],
      ['payments', 'payments-sandbox/dev', 1, 'i', 'ecs.g7.large', OFFICE],
      ['payments', 'payments-mock/dev', 1, 'i', 'ecs.g7.large', MISSPELT],
      ['finance', 'report-batch/prod', 4, 'j', 'ecs.c7.4xlarge', ASLEEP],
      ['finance', 'ledger-db/prod', 2, 'hi', 'ecs.i2.2xlarge', SUBSCRIBED],
      ['finance', 'ledger-db/staging', 1, 'h', 'ecs.i2.xlarge', OFFICE],
      [
        'finance',
        'erp-legacy/prod',
        1,
        'b',
        'ecs.g5.xlarge',
        { ...OFFICE, network: 'classic', publicIp: true },
      ],
      ['platform', 'gitlab/prod', 1, 'h', 'ecs.g7.2xlarge', { ...IGNORED, eip: true }],
      ['platform', 'build-agent/dev', 4, 'ijk', 'ecs.c7.2xlarge', { ...OFFICE, spot: true }],
      [
        'marketing',
        'crm-web/staging',
        1,
        'h',
        'ecs.g6.large',
        { ...OFFICE, status: 'Stopped', locks: ['financial'] },
      ],
      [
        'marketing',
        'promo-cms/prod',
        1,
        'i',
        'ecs.g6.large',
        { ...OFFICE, publicIp: true, locks: ['security'] },
      ],
    ],
  ],
  [
    'cn-shanghai',
    [
      ['data', 'warehouse/prod', 4, 'fg', 'ecs.r7.4xlarge', SUBSCRIBED],
      ['data', 'spark-worker/prod', 4, 'fg', 'ecs.c7.4xlarge', ASLEEP],
      [
        'data',
        'spark-burst/prod',
        4,
        'f',
        'ecs.c7.4xlarge',
        { ...NIGHT, spot: { strategy: 'SpotWithPriceLimit', priceLimit: 1.2 } },
      ],
      ['data', 'ml-train/dev', 2, 'g', 'ecs.gn6i-c4g1.xlarge', OFFICE],
      ['data', 'bi-portal/prod', 2, 'fg', 'ecs.g7.xlarge', { eip: true }],
      ['data', 'bi-portal/staging', 1, 'f', 'ecs.g7.large', OFFICE],
      ['data', 'airflow/test', 2, 'f', 'ecs.g6.large', OFFICE],
    ],
  ],
  [
    'ap-southeast-1',
    [
      ['platform', 'gateway/prod', 3, 'abc', 'ecs.g7.xlarge', { eip: true }],
      ['platform', 'bastion/prod', 1, 'a', 'ecs.t6-c1m1.large', { ...PROTECTED, eip: true }],
      ['mobile', 'app/prod', 6, 'ab', 'ecs.g7.xlarge'],
      ['mobile', 'app/staging', 3, 'a', 'ecs.g7.large', OFFICE_SG],
      ['mobile', 'app/dev', 4, 'b', 'ecs.t6-c1m2.large', { ...OFFICE_SG, publicIp: true }],
    ],
  ],
]);

const FIRST_LAUNCH = Date.UTC(2023, 2, 1);
const LAST_LAUNCH = Date.UTC(2025, 10, 30);

function instancesOf(region: string, group: Group, random: Random): FleetInstanceInput[] {
  const [team, job, count, zones, type, settings = {}] = group;
  const [app = '', env = ''] = job.split('/');
  const launchedAt = new Date(random.integer(FIRST_LAUNCH, LAST_LAUNCH)).toISOString();
  const idPrefix = REGIONS.get(region)?.idPrefix ?? '';
  return Array.from({ length: count }, (_, index) => ({
    ...settings,
    id: `i-${idPrefix}${random.letters(17)}`,
    name: `${app}-${env}-${String(index + 1).padStart(2, '0')}`,
    region,
    zone: zones.charAt(index % zones.length),
    type,
    launchedAt,
    tags: { team, env, app, ...settings.tags },
  }));
}

/**
 * The fleet of a made-up company: three regions, seven teams, about 85 instances with everything that makes
 * schedules hard. The same seed gives the same fleet, ids included.
 */
export function demoFleet(seed = 1): FleetInput {
  const random = new Random(seed);
  return {
    regions: [...GROUPS.keys()],
    outOfStock: [{ zone: 'cn-shanghai-g', type: 'ecs.c7.4xlarge' }],
    roles: [{ name: 'ecs-autopilot-fc', trust: ['fc.aliyuncs.com'], policies: ['AliyunECSFullAccess'] }],
    instances: [...GROUPS].flatMap(([region, groups]) =>
      groups.flatMap((group) => instancesOf(region, group, random)),
    ),
  };
}
