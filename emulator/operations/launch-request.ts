import type { RegionalCall } from '../api/operation';
import { missingParameter } from '../errors';
import type { Image } from '../world/image';
import { DEFAULT_SETTINGS } from '../world/instance-settings';
import type { InstanceSettings } from '../world/instance-settings';
import { mostInboundMbps } from '../world/instance';
import { isArm } from '../world/instance-performance';
import { instanceTypeOf, isBurstable } from '../world/instance-types';
import type { InstanceType } from '../world/instance-types';
import type { LaunchRequest } from '../world/launch';
import { spotPricePerHour } from '../world/prices';
import type { Region } from '../world/region';
import { endOf } from '../world/subscription';
import type { SubscriptionPeriod } from '../world/subscription';
import { chargeTypeViolation, malformed, noStock, unknownInstanceType } from './errors';
import { checkUserDataSize, privateDnsAfter } from './instance-settings-parameters';
import { dataDiskRequests, systemDiskRequest } from './launch-disks';
import { conflict, launchError } from './launch-errors';
import type { LaunchValues } from './launch-parameters';
import { placementOf } from './launch-network';
import type { Placement } from './launch-network';
import { tagsOf } from './tag-parameters';

const MINUTE_MS = 60_000;

/** When an automatic release may be, counted from now. */
const EARLIEST_RELEASE_MS = 30 * MINUTE_MS;
const LATEST_RELEASE_MONTHS = 36;

const PERIODS: Readonly<Record<SubscriptionPeriod['unit'], readonly number[]>> = {
  Week: [1, 2, 3, 4],
  Month: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36, 48, 60],
};

const RENEWAL_PERIODS: Readonly<Record<SubscriptionPeriod['unit'], readonly number[]>> = {
  Week: [1, 2, 3],
  Month: [1, 2, 3, 6, 12, 24, 36, 48, 60],
};

function typeFor({ InstanceType: id, IoOptimized }: LaunchValues): InstanceType {
  if (id === undefined) throw missingParameter('InstanceType');
  const type = instanceTypeOf(id);
  if (type === undefined) throw unknownInstanceType();
  if (IoOptimized === 'none') throw launchError('InvalidIoOptimize.ValueNotSupported');
  return type;
}

/** The image by its id, or the newest one of its family. */
function imageFor(region: Region, { ImageId, ImageFamily }: LaunchValues, type: InstanceType): Image {
  if (ImageId !== undefined && ImageFamily !== undefined) throw conflict('ImageId', 'ImageFamily');
  if ((ImageId ?? ImageFamily) === undefined) throw missingParameter('ImageId');
  const image =
    ImageId === undefined
      ? region.images
          .all()
          .filter(({ family, status }) => family === ImageFamily && status === 'Available')
          .reduce<Image | undefined>(
            (newest, each) => (newest !== undefined && newest.createdAt > each.createdAt ? newest : each),
            undefined,
          )
      : region.images.get(ImageId);
  if (image === undefined) throw launchError('InvalidImageId.NotFound');
  if (image.status !== 'Available') throw launchError('OperationDenied.ImageNotValid');
  if (isArm(type) !== (image.architecture === 'arm64')) throw launchError('ImageNotSupportInstanceType');
  return image;
}

function checkLogon({ region }: RegionalCall, values: LaunchValues, { osType }: Image): string {
  const { Password, PasswordInherit, KeyPairName } = values;
  if (Password !== undefined && PasswordInherit === true) throw launchError('InvalidPasswordParam.Mismatch');
  if (osType === 'windows') {
    if (Password?.startsWith('/') === true) throw malformed('Password')();
    return '';
  }
  if (KeyPairName === undefined) return '';
  if (region.keyPairs.get(KeyPairName) === undefined) throw launchError('InvalidKeyPairName.NotFound');
  return KeyPairName;
}

function checkRole({ account }: RegionalCall, name: string | undefined): void {
  if (name === undefined) return;
  const role = account.roles.get(name);
  if (role === undefined) throw launchError('InvalidRamRole.NotFound');
  const isTrusting = role.trust.Statement.some(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service?.includes('ecs.aliyuncs.com') === true,
  );
  if (!isTrusting) throw launchError('InvalidRamRole.NotEcsRole');
}

function checkUserData(userData: string | undefined): void {
  if (userData === undefined) return;
  const raw = Buffer.from(userData, 'base64');
  if (raw.toString('base64').replace(/=+$/, '') !== userData.replace(/=+$/, '')) {
    throw launchError('InvalidUserData.Base64FormatInvalid');
  }
  checkUserDataSize(userData);
}

function settingsOf(values: LaunchValues, type: InstanceType): Partial<InstanceSettings> {
  const { NetworkOptions: network } = values;
  const { metadata } = DEFAULT_SETTINGS;
  if (values.CreditSpecification !== undefined && !isBurstable(type)) {
    throw launchError('InvalidParameter.CreditSpecification');
  }
  checkUserData(values.UserData);
  return {
    credit: values.CreditSpecification,
    userData: values.UserData ?? '',
    jumboFrame: network?.EnableJumboFrame ?? DEFAULT_SETTINGS.jumboFrame,
    networkEncryption: network?.EnableNetworkEncryption ?? DEFAULT_SETTINGS.networkEncryption,
    metadata: {
      endpoint: values.HttpEndpoint ?? metadata.endpoint,
      tokens: values.HttpTokens ?? metadata.tokens,
      hopLimit: values.HttpPutResponseHopLimit ?? metadata.hopLimit,
    },
    privateDns: privateDnsAfter(values.PrivateDnsNameOptions ?? {}, DEFAULT_SETTINGS.privateDns),
    spotInterruptionBehavior: values.SpotInterruptionBehavior ?? DEFAULT_SETTINGS.spotInterruptionBehavior,
    spotDurationHours: values.SpotDuration === 0 ? 0 : 1,
    loginAsNonRoot: values.ImageOptions?.LoginAsNonRoot ?? DEFAULT_SETTINGS.loginAsNonRoot,
    hibernation: values.HibernationOptions.Configured ?? DEFAULT_SETTINGS.hibernation,
    ramRoleName: values.RamRoleName ?? '',
  };
}

type Spot = Pick<LaunchRequest, 'spotStrategy' | 'spotPriceLimit'>;

function spotOf(values: LaunchValues, type: InstanceType, { osType }: Image): Spot {
  const { SpotStrategy: spotStrategy = 'NoSpot', SpotPriceLimit } = values;
  if (spotStrategy === 'NoSpot') return { spotStrategy, spotPriceLimit: 0 };
  if (values.InstanceChargeType === 'PrePaid') throw launchError('InvalidSpotPrepaid');
  if (values.SpotInterruptionBehavior === 'Stop' && type.localStorage !== undefined) {
    throw launchError('InvalidSpotInterruptionBehavior.LocalDiskNotSupport');
  }
  if (spotStrategy === 'SpotAsPriceGo') return { spotStrategy, spotPriceLimit: 0 };
  if (SpotPriceLimit === undefined) throw launchError('InvalidSpotPriceLimit');
  if (SpotPriceLimit < spotPricePerHour(type, osType)) {
    throw launchError('InvalidSpotPriceLimit.LowerThanPublicPrice');
  }
  return { spotStrategy, spotPriceLimit: SpotPriceLimit };
}

/** The period of a subscription; undefined for pay-as-you-go. */
export function periodOf(values: LaunchValues): SubscriptionPeriod | undefined {
  if (values.InstanceChargeType !== 'PrePaid') return undefined;
  const { Period: count, PeriodUnit: unit = 'Month' } = values;
  if (count === undefined) throw launchError('MissingParamter');
  if (!PERIODS[unit].includes(count)) throw launchError('InvalidPeriod');
  return { unit, count };
}

function renewalOf(values: LaunchValues, period: SubscriptionPeriod): SubscriptionPeriod | undefined {
  if (values.AutoRenew !== true) return undefined;
  const { AutoRenewPeriod: count = 1 } = values;
  if (!RENEWAL_PERIODS[period.unit].includes(count)) {
    throw launchError('InvalidAutoRenewPeriod.ValueNotSupported');
  }
  return { unit: period.unit, count };
}

type Term = Pick<
  LaunchRequest,
  'chargeType' | 'expiresAt' | 'renewal' | 'autoReleaseAt' | 'deletionProtection'
>;

/** How the instances are paid for, and when they end. */
function termOf(values: LaunchValues, now: number): Term {
  const { AutoReleaseTime, DeletionProtection = false } = values;
  const period = periodOf(values);
  if (period !== undefined) {
    if (DeletionProtection) throw chargeTypeViolation();
    if (AutoReleaseTime !== undefined) throw launchError('InvalidAutoReleaseTime.Malformed');
    return {
      chargeType: 'PrePaid',
      expiresAt: endOf(period, now),
      renewal: renewalOf(values, period),
      autoReleaseAt: undefined,
      deletionProtection: false,
    };
  }
  return {
    chargeType: 'PostPaid',
    expiresAt: undefined,
    renewal: undefined,
    autoReleaseAt: AutoReleaseTime === undefined ? undefined : releaseTime(AutoReleaseTime, now),
    deletionProtection: DeletionProtection,
  };
}

/** Seconds do not count: the release is at the beginning of its minute. */
function releaseTime(wanted: number, now: number): number {
  const release = wanted - (wanted % MINUTE_MS);
  const latest = endOf({ unit: 'Month', count: LATEST_RELEASE_MONTHS }, now);
  if (wanted < now + EARLIEST_RELEASE_MS || release > latest) {
    throw launchError('InvalidAutoReleaseTime.Malformed');
  }
  return release;
}

type Bandwidth = Pick<
  LaunchRequest,
  'internetChargeType' | 'internetBandwidthOutMbps' | 'internetBandwidthInMbps'
>;

function bandwidthOf(values: LaunchValues): Bandwidth {
  const { InternetMaxBandwidthOut: out = 0, InternetMaxBandwidthIn: inbound } = values;
  if (inbound !== undefined && inbound > mostInboundMbps(out)) {
    throw launchError('InvalidInternetMaxBandwidthIn.Malformed');
  }
  return {
    internetChargeType: values.InternetChargeType ?? 'PayByTraffic',
    internetBandwidthOutMbps: out,
    internetBandwidthInMbps: inbound,
  };
}

/** Pay-as-you-go vCPUs that the region has, and those that are to come. */
function checkQuota({ region, account }: RegionalCall, type: InstanceType, amount: number): void {
  const inUse = region.instances
    .all()
    .reduce((sum, each) => sum + (each.chargeType === 'PostPaid' ? each.type.cpu : 0), 0);
  if (inUse + amount * type.cpu > account.quotas.vCpusPerRegion)
    throw launchError('QuotaExceed.ElasticQuota');
}

/** A request that has been checked as a whole: nothing speaks against carrying it out. */
export interface CheckedLaunch {
  readonly request: LaunchRequest;
  readonly placement: Placement;
}

/**
 * Checks what is asked for and makes it complete.
 *
 * @throws ApiError for the first thing that is wrong
 */
export function checkLaunch(call: RegionalCall, values: LaunchValues, amount: number): CheckedLaunch {
  const { region, account, world } = call;
  const type = typeFor(values);
  const image = imageFor(region, values, type);
  const tags = tagsOf(values.Tag);
  const keyPairName = checkLogon(call, values, image);
  checkRole(call, values.RamRoleName);
  const settings = settingsOf(values, type);
  const spot = spotOf(values, type, image);
  const term = termOf(values, world.clock.now());
  const bandwidth = bandwidthOf(values);
  const systemDisk = systemDiskRequest(region, type, image, values.SystemDisk);
  const dataDisks = dataDiskRequests(region, type, image, values.DataDisk);
  if (term.chargeType === 'PostPaid') checkQuota(call, type, amount);
  const placement = placementOf(world, region, values, type, amount);
  if (!account.hasStock(placement.vSwitch.zoneId, type.id)) throw noStock();
  return {
    placement,
    request: {
      type,
      image,
      tags,
      keyPairName,
      settings,
      ...spot,
      ...term,
      ...bandwidth,
      systemDisk,
      dataDisks,
      vSwitch: placement.vSwitch,
      securityGroupIds: placement.securityGroupIds,
      description: values.Description ?? '',
      resourceGroupId: values.ResourceGroupId ?? '',
      withPublicAddress: false,
    },
  };
}
