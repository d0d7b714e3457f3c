import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Operation } from '../api/operation';
import { flag, list, required, text } from '../api/parameters';
import { ApiError, invalidParameter } from '../errors';
import type { Disk } from '../world/disk';
import { deleteDisk as release } from '../world/release';
import { diskArn, checkDisk, checkNoSnapshot, locateDisk } from './disk-checks';
import { diskError } from './disk-errors';
import { DISK_FILTERS, selectDisks } from './disk-filters';
import { DISK_ATTRIBUTES, diskView } from './disk-view';
import { stopIfDryRun } from './dry-run';
import { locate } from './lookup';
import { emptyPage, pageOf, pageParameters } from './page-parameters';
import { ECS } from './products';
import { resourceArns } from './resources';
import { description, resourceName } from './texts';

const MOST_DISKS = 100;

/** https://help.aliyun.com/document_detail/25514.html */
const describeDisks = regionalOperation({
  product: ECS,
  name: 'DescribeDisks',
  access: 'read',
  // The code is spelled this way.
  missing: () => new ApiError(400, 'MissingParamter.RegionId', 'The regionId should not be null.'),
  unknownRegion: () =>
    new ApiError(400, 'InvalidRegion.NotFound', 'The specified parameter RegionId is not valid.'),
  parameters: {
    ...DISK_FILTERS,
    ...pageParameters({ defaultSize: 10, smallest: 10, largest: 500 }),
    AdditionalAttributes: list(DISK_ATTRIBUTES.length),
    DryRun: flag(),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeDisks',
    resources: ({ account, region }, { DiskIds }) => resourceArns(account, region.id, 'disk', DiskIds ?? []),
  },
  whenDenied: (values) => ({ Disks: { Disk: [] }, ...emptyPage(values) }),
  handle: (call, values) => {
    const { AdditionalAttributes, DryRun } = values;
    if (AdditionalAttributes.some((each) => !DISK_ATTRIBUTES.includes(each))) {
      throw invalidParameter('AdditionalAttributes.N', DISK_ATTRIBUTES.join(' or '));
    }
    const matches = selectDisks(call.region, values);
    stopIfDryRun(DryRun);
    const { items, paging } = pageOf(call, matches, values);
    return {
      Disks: { Disk: items.map((disk) => diskView(call.region, disk, AdditionalAttributes)) },
      ...paging,
    };
  },
});

const ATTRIBUTES = {
  DiskName: resourceName(() => diskError('InvalidDiskName.Malformed')),
  Description: description(() => diskError('InvalidDescription.Malformed')),
  BurstingEnabled: flag(),
  DeleteAutoSnapshot: flag(),
  DeleteWithInstance: flag(),
  EnableAutoSnapshot: flag(),
} as const;

/** The disks of DiskId or DiskIds.N, whichever was given. */
function namedDisks(one: string | undefined, several: readonly string[]): readonly string[] {
  if (one !== undefined && several.length > 0) throw diskError('ParameterConflict.DiskIdAndDiskIds');
  if (one === undefined && several.length === 0) throw diskError('MissingParameter.DiskIdOrDiskIds');
  return one === undefined ? [...new Set(several)] : [one];
}

function checkBursting(disk: Disk, wanted: boolean | undefined): void {
  if (wanted === undefined) return;
  if (disk.category !== 'cloud_auto') throw diskError('BurstingEnabledForDiskCategoryUnsupported');
  if (wanted && disk.sizeGiB <= 3) throw diskError('InvalidBurstingEnabled.DiskSizeTooSmall');
}

/** Disks of the host, and disks that cannot be detached, do not outlive the instance. */
function checkRelease(disk: Disk, wanted: boolean | undefined): void {
  if (wanted !== false || disk.type === 'system') return;
  if (!disk.portable && (disk.category === 'cloud' || disk.category.startsWith('local'))) {
    throw diskError('DiskNotPortable');
  }
}

/** https://help.aliyun.com/document_detail/25517.html */
const modifyDiskAttribute = globalOperation({
  product: ECS,
  name: 'ModifyDiskAttribute',
  access: 'write',
  parameters: { ...ATTRIBUTES, DiskId: text(), DiskIds: list(MOST_DISKS) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifyDiskAttribute',
    resources: (call, { DiskId, DiskIds }) =>
      [...(DiskId === undefined ? [] : [DiskId]), ...DiskIds].map((id) => diskArn(call, id)),
  },
  handle: (call, { DiskId, DiskIds, ...wanted }) => {
    const disks = namedDisks(DiskId, DiskIds).map((id) => locateDisk(call, id).resource);
    if (Object.values(wanted).every((value) => value === undefined)) throw diskError('NoAttributeToModify');
    for (const disk of disks) {
      checkBursting(disk, wanted.BurstingEnabled);
      checkRelease(disk, wanted.DeleteWithInstance);
    }
    for (const disk of disks) {
      disk.name = wanted.DiskName ?? disk.name;
      disk.description = wanted.Description ?? disk.description;
      disk.burstingEnabled = wanted.BurstingEnabled ?? disk.burstingEnabled;
      disk.deleteAutoSnapshot = wanted.DeleteAutoSnapshot ?? disk.deleteAutoSnapshot;
      disk.deleteWithInstance = wanted.DeleteWithInstance ?? disk.deleteWithInstance;
      disk.enableAutoSnapshot = wanted.EnableAutoSnapshot ?? disk.enableAutoSnapshot;
    }
    return {};
  },
});

/**
 * A disk that does not exist is as good as deleted; a former system disk stays as long as its instance.
 * https://help.aliyun.com/document_detail/25516.html
 */
const deleteDisk = globalOperation({
  product: ECS,
  name: 'DeleteDisk',
  access: 'write',
  parameters: { DiskId: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteDisk',
    resources: (call, { DiskId }) => [diskArn(call, DiskId)],
  },
  handle: (call, { DiskId }) => {
    const located = locate(call, DiskId, ({ disks }) => disks);
    if (located === undefined) return {};
    const { region, resource: disk } = located;
    if (!disk.portable) throw diskError('DiskNotPortable');
    if (disk.status === 'Creating') throw diskError('IncorrectDiskStatus.Initializing');
    checkDisk(disk, ['Available']);
    checkNoSnapshot(region, disk);
    if (region.instances.get(disk.originInstanceId) !== undefined) {
      throw diskError('InvalidDiskStatus.DeleteProtection');
    }
    release(call.world, region, disk);
    return {};
  },
});

export const DISK_OPERATIONS: readonly Operation[] = [describeDisks, modifyDiskAttribute, deleteDisk];
