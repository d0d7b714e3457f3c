import type { InstanceSettings } from './instance-settings';
import type { InstanceType } from './instance-types';
import type { Resource } from './inventory';

export const INSTANCE_STATUSES = ['Pending', 'Starting', 'Running', 'Stopping', 'Stopped'] as const;
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

export const LOCK_REASONS = [
  'financial',
  'security',
  'recycling',
  'dedicatedhostfinancial',
  'refunded',
] as const;
export type LockReason = (typeof LOCK_REASONS)[number];

export const STOPPED_MODES = ['KeepCharging', 'StopCharging'] as const;
export type StoppedMode = (typeof STOPPED_MODES)[number];

export const CHARGE_TYPES = ['PostPaid', 'PrePaid'] as const;
export const NETWORK_TYPES = ['vpc', 'classic'] as const;
export const INTERNET_CHARGE_TYPES = ['PayByTraffic', 'PayByBandwidth'] as const;
export const SPOT_STRATEGIES = ['NoSpot', 'SpotWithPriceLimit', 'SpotAsPriceGo'] as const;

/** An elastic IP address: it belongs to the account and stays with the instance through every stop. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly ipAddress: string;
  readonly bandwidthMbps: number;
}

/** What an instance in a transient status waits for. Instants are virtual epoch milliseconds. */
export interface Transition {
  readonly dueAt: number;
  readonly callOff: () => void;
  /** What is to follow once it has arrived. */
  readonly arrived: () => void;
}

/** An ECS instance. Instants are virtual epoch milliseconds. */
export interface Instance extends Resource {
  readonly regionId: string;
  readonly zoneId: string;
  type: InstanceType;
  /** What the instance becomes with its next start. */
  pendingType?: InstanceType;
  name: string;
  description: string;
  hostName: string;
  status: InstanceStatus;
  /** How it leaves a transient status; none in a stable one. */
  transition?: Transition | undefined;
  /** How the instance was stopped last. */
  stoppedMode: StoppedMode;
  chargeType: (typeof CHARGE_TYPES)[number];
  readonly networkType: (typeof NETWORK_TYPES)[number];
  /** Empty strings in the classic network. */
  vpcId: string;
  vSwitchId: string;
  privateIpAddresses: readonly string[];
  /** Static public addresses; a stop in economical mode gives them back. */
  publicIpAddresses: readonly string[];
  ipv6Addresses: readonly string[];
  elasticIp: ElasticIp | undefined;
  /** The system disk first. */
  diskIds: readonly string[];
  /** The primary interface first; none in the classic network. */
  networkInterfaceIds: readonly string[];
  internetChargeType: (typeof INTERNET_CHARGE_TYPES)[number];
  internetBandwidthOutMbps: number;
  /** Undefined: as much as the outbound bandwidth brings with it. */
  internetBandwidthInMbps?: number | undefined;
  securityGroupIds: readonly string[];
  imageId: string;
  osName: string;
  osType: 'linux' | 'windows';
  keyPairName: string;
  resourceGroupId: string;
  readonly tags: Map<string, string>;
  locks: readonly LockReason[];
  spotStrategy: (typeof SPOT_STRATEGIES)[number];
  spotPriceLimit: number;
  deletionProtection: boolean;
  readonly createdAt: number;
  /** Undefined until the first start. */
  startedAt: number | undefined;
  /** End of a subscription. */
  expiresAt: number | undefined;
  autoReleaseAt: number | undefined;
  settings: InstanceSettings;
  /** Wire fields of an imported instance; answered as they came where the emulator has no better ones. */
  readonly imported: Readonly<Record<string, unknown>>;
  /** What the model said in place of such fields at the import; where it says something else by now, it is right. */
  modelAtImport?: Readonly<Record<string, unknown>>;
}

/** Inbound bandwidth that comes with an outbound one, both in Mbit/s. https://help.aliyun.com/document_detail/57633.html */
export function mostInboundMbps(outMbps: number): number {
  return Math.max(10, outMbps);
}

/**
 * Whether a stop can end the billing: pay-as-you-go, in a VPC, no local disks, not a spot instance.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/economical-mode
 */
export function supportsEconomicalMode(instance: Instance): boolean {
  return (
    instance.chargeType === 'PostPaid' &&
    instance.networkType === 'vpc' &&
    instance.type.localStorage === undefined &&
    instance.spotStrategy === 'NoSpot'
  );
}
