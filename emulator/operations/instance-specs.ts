import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Call, Operation } from '../api/operation';
import {
  choice,
  clientToken,
  flag,
  integer,
  minute,
  required,
  supportedOnly,
  text,
  withDefault,
} from '../api/parameters';
import { ApiError, invalidParameter, missingParameter } from '../errors';
import type { Instance } from '../world/instance';
import { mostInboundMbps } from '../world/instance';
import { carryOut } from '../world/lifecycle';
import { instanceTypeOf, isUpgrade } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import { newOrderId } from '../world/order';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { stopIfDryRun } from './dry-run';
import {
  chargeTypeViolation,
  incorrectInstanceStatus,
  instanceLockedForSecurity,
  noStock,
  unknownInstanceType,
} from './errors';
import { arnOf, instanceNotFound, locateInstance } from './lookup';
import { ECS } from './products';
import { RESOURCE_MODIFICATION_OPERATIONS } from './resource-modification';

/** A subscription takes on its new type after this long. https://help.aliyun.com/document_detail/61961.html */
const PREPAID_CHANGE_MS = 8_000;

const MOST_BANDWIDTH_MBPS = 100;

/** The type an instance is to become: known, in stock, another one, and without disks of the host. */
function targetType(region: Region, instance: Instance, id: string): InstanceType {
  const type = instanceTypeOf(id);
  if (type === undefined || type.id === instance.type.id) throw unknownInstanceType();
  if (type.localStorage !== undefined || instance.type.localStorage !== undefined)
    throw unknownInstanceType();
  if (!region.account.hasStock(instance.zoneId, type.id)) throw noStock();
  return type;
}

function checkLocks(instance: Instance, now: number): void {
  if (instance.locks.includes('security')) throw instanceLockedForSecurity();
  const isOver = instance.expiresAt !== undefined && instance.expiresAt <= now;
  if (isOver || instance.locks.length > 0) {
    throw new ApiError(
      403,
      'InstanceExpiredOrInArrears',
      'The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).',
    );
  }
}

function invalidBandwidth(direction: 'In' | 'Out'): () => ApiError {
  const name = `InternetMaxBandwidth${direction}`;
  return () =>
    new ApiError(
      400,
      `Invalid${name}.ValueNotSupported`,
      `The specified ${name} is beyond the permitted range.`,
    );
}

interface Bandwidths {
  readonly InternetMaxBandwidthOut: number | undefined;
  readonly InternetMaxBandwidthIn: number | undefined;
}

/**
 * Inbound traffic has as much as outbound traffic, or 10 Mbit/s if that is more. An inbound bandwidth that was chosen
 * before and no longer fits is cut.
 */
function bandwidthsAfter(
  instance: Instance,
  { InternetMaxBandwidthOut, InternetMaxBandwidthIn }: Bandwidths,
): { readonly out: number; readonly inbound: number | undefined } {
  const out = InternetMaxBandwidthOut ?? instance.internetBandwidthOutMbps;
  const most = mostInboundMbps(out);
  if (InternetMaxBandwidthIn !== undefined && InternetMaxBandwidthIn > most) throw invalidBandwidth('In')();
  const before = instance.internetBandwidthInMbps;
  return {
    out,
    inbound: InternetMaxBandwidthIn ?? (before === undefined ? undefined : Math.min(before, most)),
  };
}

const singleInstance = {
  resources: (call: Call, { InstanceId }: { readonly InstanceId: string }) => [
    arnOf(call, 'instance', InstanceId, ({ instances }) => instances),
  ],
};

/** Of pay-as-you-go instances. https://help.aliyun.com/document_detail/57633.html */
const modifyInstanceSpec = globalOperation({
  product: ECS,
  name: 'ModifyInstanceSpec',
  access: 'write',
  parameters: {
    InstanceId: required(text()),
    InstanceType: text(),
    InternetMaxBandwidthOut: integer(0, MOST_BANDWIDTH_MBPS, invalidBandwidth('Out')),
    InternetMaxBandwidthIn: integer(1, MOST_BANDWIDTH_MBPS, invalidBandwidth('In')),
    AllowMigrateAcrossZone: supportedOnly(flag(), [false]),
    ClientToken: clientToken(),
    DryRun: flag(),
  },
  refused: [...OWNER_PARAMETERS, 'Async', 'Disk', 'ModifyMode', 'SystemDisk', 'Temporary'],
  authorization: { action: 'ecs:ModifyInstanceSpec', ...singleInstance },
  handle: (call, wanted) => {
    const { region, resource: instance } = locateInstance(call, wanted.InstanceId);
    const bandwidth = wanted.InternetMaxBandwidthOut ?? wanted.InternetMaxBandwidthIn;
    if (wanted.InstanceType === undefined && bandwidth === undefined) {
      throw missingParameter('InstanceType');
    }
    if (wanted.InstanceType !== undefined && bandwidth !== undefined) {
      throw new ApiError(
        403,
        'InvalidParameter.Conflict',
        'InstanceType and the bandwidth cannot be changed together.',
      );
    }
    checkLocks(instance, call.world.clock.now());
    if (instance.chargeType !== 'PostPaid') throw chargeTypeViolation();
    if (wanted.InstanceType !== undefined) {
      if (instance.status !== 'Stopped') throw incorrectInstanceStatus();
      const type = targetType(region, instance, wanted.InstanceType);
      stopIfDryRun(wanted.DryRun);
      instance.type = type;
    } else {
      if (!['Running', 'Stopped'].includes(instance.status)) throw incorrectInstanceStatus();
      const changed = bandwidthsAfter(instance, wanted);
      stopIfDryRun(wanted.DryRun);
      instance.internetBandwidthOutMbps = changed.out;
      instance.internetBandwidthInMbps = changed.inbound;
    }
    return {};
  },
});

/** The new type shows when the order is through, or with the next start of an instance that runs. */
function changeSubscription(world: World, region: Region, instance: Instance, type: InstanceType): void {
  world.clock.after(PREPAID_CHANGE_MS, () => {
    if (region.instances.get(instance.id) !== instance) return;
    if (instance.status === 'Stopped') {
      instance.type = type;
      delete instance.pendingType;
    } else {
      instance.pendingType = type;
    }
  });
}

/** Restarts an instance when its change is through, if it still runs then. */
function restartAt(world: World, region: Region, instance: Instance, instant: number): void {
  world.clock.at(instant, () => {
    if (region.instances.get(instance.id) !== instance || instance.status !== 'Running') return;
    carryOut(world, region, instance, { kind: 'reboot', forced: false });
  });
}

/** Of subscriptions. https://help.aliyun.com/document_detail/61961.html */
const modifyPrepayInstanceSpec = regionalOperation({
  product: ECS,
  name: 'ModifyPrepayInstanceSpec',
  access: 'write',
  parameters: {
    InstanceId: required(text()),
    InstanceType: required(text()),
    OperatorType: choice(['upgrade', 'downgrade']),
    AutoPay: withDefault(flag(), true),
    MigrateAcrossZone: supportedOnly(flag(), [false]),
    RebootTime: minute(),
    RebootWhenFinished: withDefault(flag(), false),
    ClientToken: clientToken(),
  },
  refused: [...OWNER_PARAMETERS, 'Disk', 'EndTime', 'ModifyMode', 'SystemDisk'],
  authorization: { action: 'ecs:ModifyPrepayInstanceSpec', ...singleInstance },
  handle: (call, wanted) => {
    const { world, region } = call;
    const instance = region.instances.get(wanted.InstanceId);
    if (instance === undefined) throw instanceNotFound();
    checkLocks(instance, world.clock.now());
    if (instance.chargeType !== 'PrePaid') throw chargeTypeViolation();
    const type = targetType(region, instance, wanted.InstanceType);
    const direction = isUpgrade(instance.type, type) ? 'upgrade' : 'downgrade';
    if (wanted.OperatorType !== undefined && wanted.OperatorType !== direction) {
      throw invalidParameter('OperatorType', `${direction}, or nothing, for a change to ${type.id}`);
    }
    const isAllowed =
      direction === 'upgrade'
        ? ['Running', 'Stopped'].includes(instance.status)
        : instance.status === 'Stopped';
    if (!isAllowed) throw incorrectInstanceStatus();
    // An order that is not paid changes nothing.
    if (wanted.AutoPay) {
      changeSubscription(world, region, instance, type);
      if (wanted.RebootWhenFinished) {
        restartAt(world, region, instance, wanted.RebootTime ?? world.clock.now() + PREPAID_CHANGE_MS);
      }
    }
    return { OrderId: newOrderId(world) };
  },
});

export const INSTANCE_SPEC_OPERATIONS: readonly Operation[] = [
  modifyInstanceSpec,
  modifyPrepayInstanceSpec,
  ...RESOURCE_MODIFICATION_OPERATIONS,
];
