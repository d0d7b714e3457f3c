import { sharedText } from './shared-text';
import type { Tags, WireTag } from './tags';
import { decodeTags } from './tags';

/**
 * `Running` and `Stopped` are at rest; the others pass by themselves.
 * https://www.alibabacloud.com/help/en/ecs/user-guide/overview-of-ecs-instance-lifecycle
 */
export type InstanceStatus = 'Pending' | 'Starting' | 'Running' | 'Stopping' | 'Stopped';

/** An ECS instance, as far as functions look at it. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly zone: string;
  readonly status: string;
  readonly type: string;
  readonly chargeType: 'PrePaid' | 'PostPaid';
  readonly network: 'vpc' | 'classic';
  /** `KeepCharging`, `StopCharging` or `Not-applicable` (while it is not stopped). */
  readonly stoppedMode: string;
  /** Why operations are locked: `financial`, `security`, `recycling` ... */
  readonly locks: readonly string[];
  readonly tags: Tags;
  /** Disks of the host itself, whose content does not outlive an economical stop. */
  readonly localDisks: boolean;
  /** Bought at the spot price. */
  readonly spot: boolean;
  /** When it was started last, minute precision. */
  readonly startedAt?: Date | undefined;
  /** Public addresses that belong to the instance and can change with an economical stop; EIPs are not among them. */
  readonly publicIps: readonly string[];
}

/** An instance together with the account it was read from; no account means the caller's own. */
export interface ObservedInstance {
  readonly instance: Instance;
  readonly account?: string | undefined;
}

type Text = string | undefined;

/** The fields of one `Instances.Instance` of a DescribeInstances answer that are decoded. */
export interface WireInstance {
  InstanceId?: Text;
  InstanceName?: Text;
  RegionId?: Text;
  ZoneId?: Text;
  Status?: Text;
  InstanceType?: Text;
  InstanceChargeType?: Text;
  InstanceNetworkType?: Text;
  StoppedMode?: Text;
  OperationLocks?: { LockReason?: readonly { LockReason?: Text }[] | undefined } | undefined;
  PublicIpAddress?: { IpAddress?: readonly string[] | undefined } | undefined;
  LocalStorageAmount?: number | undefined;
  SpotStrategy?: Text;
  StartTime?: Text;
  Tags?: { Tag?: readonly WireTag[] | undefined } | undefined;
}

/**
 * Decodes one instance.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances
 *
 * @throws Error when the answer has no id or status: nothing can be decided about such a thing
 */
export function decodeInstance(wire: WireInstance): Instance {
  if (wire.InstanceId === undefined || wire.Status === undefined) {
    throw new Error(
      `an instance without ${wire.InstanceId === undefined ? 'InstanceId' : 'Status'} was returned`,
    );
  }
  return {
    id: wire.InstanceId,
    name: wire.InstanceName ?? '',
    region: sharedText(wire.RegionId ?? ''),
    zone: sharedText(wire.ZoneId ?? ''),
    status: sharedText(wire.Status),
    type: sharedText(wire.InstanceType ?? ''),
    chargeType: wire.InstanceChargeType === 'PrePaid' ? 'PrePaid' : 'PostPaid',
    network: wire.InstanceNetworkType === 'classic' ? 'classic' : 'vpc',
    stoppedMode: sharedText(wire.StoppedMode ?? ''),
    locks: (wire.OperationLocks?.LockReason ?? []).flatMap((lock) => lock.LockReason ?? []),
    tags: decodeTags(wire.Tags?.Tag),
    publicIps: wire.PublicIpAddress?.IpAddress ?? [],
    localDisks: (wire.LocalStorageAmount ?? 0) > 0,
    spot: wire.SpotStrategy !== undefined && wire.SpotStrategy !== '' && wire.SpotStrategy !== 'NoSpot',
    startedAt: instantOf(wire.StartTime),
  };
}

function instantOf(text: Text): Date | undefined {
  const instant = Date.parse(text ?? '');
  return Number.isNaN(instant) ? undefined : new Date(instant);
}
