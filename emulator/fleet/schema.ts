import { z } from 'zod';
import { EmulatorInputError } from '../errors';
import { describeIssues } from '../input';
import { trustPolicy } from '../ram/trust';
import {
  CHARGE_TYPES,
  INSTANCE_STATUSES,
  INTERNET_CHARGE_TYPES,
  LOCK_REASONS,
  NETWORK_TYPES,
  SPOT_STRATEGIES,
  STOPPED_MODES,
} from '../world/instance';
import { autoSnapshotPolicySchema } from './auto-snapshot-policies';
import { bucketSchema } from './buckets';
import { agentSchema, commandSchema, commandScriptSchema } from './cloud-assistant';
import { diskSchema, instanceDisks } from './disks';
import { portListSchema, prefixListSchema } from './entry-lists';
import { fleetOfExport } from './export';
import { instant, name, tags } from './fields';
import { imageSchema } from './images';
import { keyPairSchema } from './key-pairs';
import { launchTemplateSchema } from './launch-templates';
import { networkInterfaceSchema } from './network-interfaces';
import { policies } from './policies';
import { quotasSchema } from './quotas';
import { securityGroupSchema } from './security-groups';
import { snapshotSchema } from './snapshots';
import { systemEventSchema } from './system-events';
import { vSwitchSchema } from './vswitches';

const accountId = z.string().regex(/^\d{1,20}$/, 'expected an account id of digits, as text');

const spot = z.union([
  z.boolean(),
  z.strictObject({
    strategy: z.enum(SPOT_STRATEGIES),
    /** Highest price per hour of SpotWithPriceLimit. */
    priceLimit: z.number().min(0).default(0),
  }),
]);

/** The settings of an instance that have a default; also the shape of `defaults`. */
const instanceSettings = z.strictObject({
  /** Zone id, or only its last letter. */
  zone: z.string().min(1).optional(),
  type: z.string().min(1).optional(),
  /** For types the emulator does not know. */
  cpu: z.int().min(1).optional(),
  memoryGiB: z.number().positive().optional(),
  localDisks: z.boolean().optional(),
  status: z.enum(INSTANCE_STATUSES).optional(),
  stoppedMode: z.enum(STOPPED_MODES).optional(),
  tags: tags.optional(),
  chargeType: z.enum(CHARGE_TYPES).optional(),
  network: z.enum(NETWORK_TYPES).optional(),
  vpc: z.string().optional(),
  vSwitch: z.string().optional(),
  securityGroups: z.array(name).optional(),
  privateIp: z.ipv4().optional(),
  /** `true` for any static public address. */
  publicIp: z.union([z.boolean(), z.ipv4()]).optional(),
  ipv6: z.array(z.ipv6()).optional(),
  /** `true` for any elastic address. */
  eip: z.union([z.boolean(), z.ipv4()]).optional(),
  internetChargeType: z.enum(INTERNET_CHARGE_TYPES).optional(),
  bandwidthMbps: z.int().min(0).max(1000).optional(),
  image: name.optional(),
  os: name.optional(),
  osType: z.enum(['linux', 'windows']).optional(),
  keyPair: name.optional(),
  resourceGroup: z.string().optional(),
  locks: z.array(z.enum(LOCK_REASONS)).optional(),
  spot: spot.optional(),
  deletionProtection: z.boolean().optional(),
  ...instanceDisks,
  cloudAssistant: agentSchema.optional(),
  /** Creation. */
  launchedAt: instant.optional(),
  /** Last start. */
  startedAt: instant.optional(),
  /** End of a subscription. */
  expiresAt: instant.optional(),
  autoReleaseAt: instant.optional(),
});

const instanceSchema = instanceSettings.extend({
  id: z.string().min(1).optional(),
  name: name.optional(),
  description: z.string().max(256).optional(),
  hostName: name.optional(),
  region: name.optional(),
  /** This many alike; names get a running number, addresses and ids are made up. */
  count: z.int().min(1).max(200_000).default(1),
  /** Wire fields that are answered as they are. */
  imported: z.record(z.string(), z.unknown()).optional(),
});

const accountSchema = z.strictObject({
  account: accountId.default('1234567890123456'),
  /** Regions that the account has; all known ones by default. */
  regions: z.array(name).min(1).optional(),
  /** A stop without StoppedMode is economical. */
  economicalModeByDefault: z.boolean().default(false),
  /** Limits that differ from those of a new account. */
  quotas: quotasSchema.default({}),
  /** What is sold out, so that a start after an economical stop fails. */
  outOfStock: z.array(z.strictObject({ zone: name, type: name })).default([]),
  /** Key of the account itself, which is allowed everything but to assume roles. */
  root: z.strictObject({ accessKeyId: name, accessKeySecret: name }).optional(),
  users: z
    .array(
      z.strictObject({
        name,
        policies,
        /** For requests; random when left out. */
        accessKeyId: name.optional(),
        accessKeySecret: name.optional(),
        accessKeyStatus: z.enum(['Active', 'Inactive']).default('Active'),
      }),
    )
    .default([]),
  roles: z
    .array(
      z.strictObject({
        name,
        policies,
        /** A trust policy, or ARNs of principals and names of services that may assume the role. */
        trust: trustPolicy.prefault([]),
        maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
      }),
    )
    .default([]),
  /** Empty OSS buckets. */
  buckets: z.array(bucketSchema).default([]),
  /** Images of the account's own, and of the platform beyond those that every region has. */
  images: z.array(imageSchema).default([]),
  /** Those that instances name are there anyway. */
  keyPairs: z.array(keyPairSchema).default([]),
  launchTemplates: z.array(launchTemplateSchema).default([]),
  /** Networks beside the default VPC of each region. */
  vSwitches: z.array(vSwitchSchema).default([]),
  prefixLists: z.array(prefixListSchema).default([]),
  portLists: z.array(portListSchema).default([]),
  securityGroups: z.array(securityGroupSchema).default([]),
  defaults: instanceSettings.extend({ region: name.optional() }).default({}),
  instances: z.array(instanceSchema).default([]),
  /** Interfaces beside the primary one that every instance in a VPC has. */
  networkInterfaces: z.array(networkInterfaceSchema).default([]),
  /** Disks that are not attached, and disks in place of those that an instance would have. */
  disks: z.array(diskSchema).default([]),
  /** Commands of Cloud Assistant. */
  commands: z.array(commandSchema).default([]),
  /** What commands come to when they run; the first that fits counts. */
  commandScripts: z.array(commandScriptSchema).default([]),
  autoSnapshotPolicies: z.array(autoSnapshotPolicySchema).default([]),
  snapshots: z.array(snapshotSchema).default([]),
  /** System events of these instances and of their disks. */
  events: z.array(systemEventSchema).default([]),
});

const fleetSchema = accountSchema.extend({
  /** Further accounts, each with its own regions, identities and instances. */
  accounts: z.array(accountSchema).default([]),
});

/** A fleet as it is written. */
export type FleetInput = z.input<typeof fleetSchema>;
export type Fleet = z.output<typeof fleetSchema>;
export type FleetAccount = z.output<typeof accountSchema>;
export type FleetInstance = z.output<typeof instanceSchema>;
export type FleetInstanceInput = z.input<typeof instanceSchema>;

/**
 * Checks a fleet: the emulator's own form, or answers of DescribeInstances as they were saved.
 *
 * @throws EmulatorInputError with one line per mistake
 */
export function parseFleet(input: unknown): Fleet {
  const parsed = fleetSchema.safeParse(fleetOfExport(input) ?? input ?? {});
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'fleet'));
  return parsed.data;
}

/** @throws EmulatorInputError with one line per mistake */
export function parseInstances(input: unknown): FleetInstance[] {
  const parsed = z.array(instanceSchema).safeParse(input);
  if (!parsed.success) throw new EmulatorInputError(describeIssues(parsed.error, 'instances'));
  return parsed.data;
}
