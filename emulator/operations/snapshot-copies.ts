import { OWNER_PARAMETERS, globalOperation, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { clientToken, flag, integer, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import type { Region } from '../world/region';
import type { Snapshot } from '../world/snapshot';
import { archiveRefusal, beginArchiving } from '../world/snapshot-archive';
import { beginCopy, unfinishedCopyOf } from '../world/snapshot-copy';
import { lockEndsAt } from '../world/snapshot-lock';
import { manualQuotaRefusal } from '../world/snapshot-rules';
import { ECS } from './products';
import {
  LONGEST_RETENTION_DAYS,
  anyCase,
  locateSnapshot,
  refusal,
  refuseShorterRetention,
  retentionDays,
  snapshotArn,
} from './snapshot-parameters';
import { CREATION_TAGS, tagsOf } from './tag-parameters';
import { description, resourceName } from './texts';

const DAY_MS = 86_400_000;

function forbidden(code: string, message: string): ApiError {
  return new ApiError(403, code, message);
}

interface CopyRequest {
  readonly SnapshotId: string;
  readonly DestinationRegionId: string;
  readonly Encrypted: boolean | undefined;
  readonly KMSKeyId: string | undefined;
}

function targetOf({ account, region }: RegionalCall, { DestinationRegionId }: CopyRequest): Region {
  const target = account.regions.get(DestinationRegionId);
  if (target === undefined) throw forbidden('InvalidRegionId.NotExists', 'Region not exists.');
  if (target !== region) return target;
  throw forbidden(
    'InvalidOperation.NotSupportCopyInSameRegion',
    'Copying snapshot in the same region is not supported.',
  );
}

function sourceOf({ region }: RegionalCall, { SnapshotId }: CopyRequest): Snapshot {
  const source = region.snapshots.get(SnapshotId);
  if (source === undefined) {
    throw forbidden('InvalidSnapshotId.NotFound', 'The specified snapshot is not exists.');
  }
  if (source.status !== 'accomplished') {
    throw forbidden('InvalidSnapshotId.NotReady', 'The specified snapshot has not completed yet.');
  }
  if (source.category === 'standard' && !source.archiving) return source;
  throw forbidden(
    'OperationDenied.SnapshotCategoryNotSupportCopy',
    'The specified category of snapshot not support copy.',
  );
}

/** Without a key, the copy of an encrypted snapshot has the service key of its own region. */
function encryptionOf(source: Snapshot, request: CopyRequest): Pick<Snapshot, 'encrypted' | 'kmsKeyId'> {
  const { Encrypted, KMSKeyId } = request;
  if (KMSKeyId !== undefined && Encrypted !== true) {
    throw forbidden(
      'InvalidEncrypted.NotMatchKmsKeyId',
      'The specified parameter Encrypted must be true when kmsKeyId is not null.',
    );
  }
  if (source.encrypted && Encrypted === false) {
    throw forbidden(
      'InvalidEncrypted.NotSupportDecrypt',
      'Encrypted snapshot not support copy to decrypt snapshot.',
    );
  }
  return { encrypted: source.encrypted || Encrypted === true, kmsKeyId: KMSKeyId ?? '' };
}

/** Tags are not carried over. https://help.aliyun.com/document_detail/159441.html */
const copySnapshot = regionalOperation({
  product: ECS,
  name: 'CopySnapshot',
  access: 'write',
  parameters: {
    SnapshotId: required(text()),
    DestinationRegionId: required(text()),
    DestinationSnapshotName: required(
      resourceName(
        refusal(403, 'InvalidSnapshotName.Malformed', 'The specified SnapshotName is wrongly formed.'),
      ),
    ),
    DestinationSnapshotDescription: required(
      description(
        refusal(403, 'InvalidDescription.Malformed', 'The specified description is wrongly formed.'),
      ),
    ),
    RetentionDays: integer(
      1,
      LONGEST_RETENTION_DAYS,
      refusal(403, 'InvalidRetentionDays.Malformed', 'The specified RetentionDays is not valid.'),
    ),
    Encrypted: flag(),
    KMSKeyId: text(),
    ResourceGroupId: text(),
    Tag: CREATION_TAGS,
    ClientToken: clientToken(),
  },
  refused: [...OWNER_PARAMETERS, 'Arn', 'DestinationStorageLocationArn'],
  authorization: {
    action: 'ecs:CopySnapshot',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, values) => {
    const target = targetOf(call, values);
    const source = sourceOf(call, values);
    const encryption = encryptionOf(source, values);
    const tags = tagsOf(values.Tag);
    if (unfinishedCopyOf(target, source.sourceDiskId) !== undefined) {
      throw forbidden(
        'InvalidOperation.UnfinishedCrossRegionCopy',
        'This disk has unfinished cross-region copy snapshots in the target region.',
      );
    }
    if (manualQuotaRefusal(target, source.sourceDiskId) !== undefined) {
      throw forbidden(
        'QuotaExceed.SnapshotQuota',
        'The quota is insufficient, please contact your channel partner to increase the quota.',
      );
    }
    const copy = beginCopy(call.world, source, target, {
      ...encryption,
      name: values.DestinationSnapshotName,
      description: values.DestinationSnapshotDescription,
      retentionDays: values.RetentionDays,
      resourceGroupId: values.ResourceGroupId ?? '',
      tags,
    });
    return { SnapshotId: copy.id };
  },
});

const CATEGORY = refusal(
  400,
  'InvalidParameter.SnapshotCategory',
  'The specified parameter category is invalid.',
);

/** The shortest retention of an archived snapshot: 14 days before and 60 after it was archived. */
const SHORTEST_ARCHIVE_DAYS = 74;

function refuseRetentionWithinLock(snapshot: Snapshot, days: number): void {
  const lockedUntil = snapshot.lock === undefined ? undefined : lockEndsAt(snapshot.lock);
  if (lockedUntil === undefined || snapshot.createdAt + days * DAY_MS > lockedUntil) return;
  throw new ApiError(
    400,
    'InvalidRetentionDays.LessThanLockExpiredTime',
    'The specified parameter RetentionDays is invalid. The RetentionDays should be greater than the snapshot LockExpiredTime.',
  );
}

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifysnapshotcategory */
const modifySnapshotCategory = globalOperation({
  product: ECS,
  name: 'ModifySnapshotCategory',
  access: 'write',
  parameters: {
    SnapshotId: required(text()),
    Category: anyCase(['archive'], CATEGORY),
    RetentionDays: retentionDays(SHORTEST_ARCHIVE_DAYS),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ModifySnapshotCategory',
    resources: (call, { SnapshotId }) => snapshotArn(call, SnapshotId),
  },
  handle: (call, { SnapshotId, Category, RetentionDays }) => {
    const { region, resource: snapshot } = locateSnapshot(call, SnapshotId);
    if (Category === undefined || snapshot.category === 'archive') throw CATEGORY();
    const refused = archiveRefusal(region, snapshot, call.world.clock.now());
    if (refused !== undefined) throw refused;
    if (RetentionDays !== undefined) {
      refuseShorterRetention(snapshot, RetentionDays);
      refuseRetentionWithinLock(snapshot, RetentionDays);
    }
    const task = beginArchiving(call.world, region, snapshot, RetentionDays);
    return { TaskId: task.id };
  },
});

export const SNAPSHOT_COPY_OPERATIONS: readonly Operation[] = [copySnapshot, modifySnapshotCategory];
