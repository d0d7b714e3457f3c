import type { Disk } from './disk';
import type { Image, ImageDisk, ImageStatus } from './image';
import { newImage } from './image';
import type { Region } from './region';
import { progressOf } from './snapshot';
import { beginCopy } from './snapshot-copy';
import { beginSnapshot } from './snapshot-lifecycle';
import type { World } from './world';

/** What an image takes beyond its snapshots, in virtual milliseconds. */
const REGISTRATION_MS = 10_000;

/** Copies that are on their way to one region at once; further ones wait. */
const CONCURRENT_COPIES = 5;

type Described = Partial<Image> & Pick<Image, 'disks'>;

function exists(region: Region, image: Image): boolean {
  return region.images.get(image.id) === image;
}

/** The content is not documented; it is that of the same event of instances. */
function setStatus(world: World, region: Region, image: Image, status: ImageStatus): void {
  image.status = status;
  world.announcements.announce({
    at: world.clock.now(),
    accountId: region.account.id,
    regionId: region.id,
    name: 'Image:StateChange',
    level: 'INFO',
    status: 'Normal',
    resource: { kind: 'image', id: image.id, name: image.name },
    content: { resourceId: image.id, resourceType: 'ALIYUN::ECS::Image', state: status },
  });
}

function snapshotsOf(region: Region, image: Image) {
  return image.disks.flatMap(({ snapshotId }) => region.snapshots.get(snapshotId) ?? []);
}

/** Has an image in creation be available once its snapshots are accomplished, or fail with one of them. */
function letCreationRun(world: World, region: Region, image: Image, then?: () => void): void {
  const dueAt = Math.max(world.clock.now(), ...snapshotsOf(region, image).map((snapshot) => snapshot.dueAt));
  world.clock.at(dueAt + REGISTRATION_MS, () => {
    if (exists(region, image)) {
      const isComplete = image.disks.every(
        ({ snapshotId }) => snapshotId === '' || region.snapshots.get(snapshotId)?.status === 'accomplished',
      );
      setStatus(world, region, image, isComplete ? 'Available' : 'CreateFailed');
    }
    then?.();
  });
}

/** Begins an image of snapshots that are there, or are being made for it. */
export function beginImage(world: World, region: Region, given: Described): Image {
  const image = newImage(world, region, { ...given, status: 'Creating' });
  region.images.add(image);
  letCreationRun(world, region, image);
  return image;
}

/** Begins a snapshot of each disk, for an image of an instance. */
export function snapshotForImage(world: World, region: Region, disks: readonly Disk[]): readonly ImageDisk[] {
  return disks.map((disk) => ({
    device: disk.device,
    type: disk.type,
    sizeGiB: disk.sizeGiB,
    snapshotId: beginSnapshot(world, region, disk).id,
    encrypted: disk.encrypted,
    kmsKeyId: disk.kmsKeyId,
  }));
}

/** Whether it is a copy that is on its way. */
export function isBeingCopied({ sourceImageId, status }: Image): boolean {
  return sourceImageId !== '' && (status === 'Creating' || status === 'Waiting');
}

/** Copies of an image that are on their way, in whatever region of the account. */
export function unfinishedCopiesOf({ account }: Region, imageId: string): readonly Image[] {
  return [...account.regions.values()]
    .flatMap(({ images }) => images.all())
    .filter((image) => image.sourceImageId === imageId && isBeingCopied(image));
}

/** Begins the copies of the snapshots of an image; a disk without one needs none in the copy. */
function copyDisks(world: World, from: Region, to: Region, source: Image, copy: Image): readonly ImageDisk[] {
  return copy.disks.map((disk, index) => {
    const snapshot = from.snapshots.get(source.disks[index]?.snapshotId ?? '');
    if (snapshot === undefined) return disk;
    const { encrypted, kmsKeyId } = disk;
    return { ...disk, snapshotId: beginCopy(world, snapshot, to, { name: '', encrypted, kmsKeyId }).id };
  });
}

function startWaitingCopies(world: World, region: Region): void {
  const copies = region.images.all().filter(isBeingCopied);
  const waiting = copies.filter(({ status }) => status === 'Waiting');
  const free = CONCURRENT_COPIES - (copies.length - waiting.length);
  for (const copy of waiting.slice(0, Math.max(0, free))) startCopy(world, region, copy);
}

function startCopy(world: World, region: Region, copy: Image): void {
  const from = region.account.regions.get(copy.sourceRegionId);
  const source = from?.images.get(copy.sourceImageId);
  if (from === undefined || source === undefined) {
    setStatus(world, region, copy, 'CreateFailed');
    return;
  }
  copy.status = 'Creating';
  copy.disks = copyDisks(world, from, region, source, copy);
  letCreationRun(world, region, copy, () => {
    startWaitingCopies(world, region);
  });
}

/**
 * Begins the copy of an image to another region; it waits while too many are on their way there.
 *
 * @param given `disks` say how they are to be encrypted
 */
export function beginImageCopy(
  world: World,
  source: Image,
  target: Region,
  given: Partial<Image> & Pick<Image, 'disks'>,
): Image {
  const copy = newImage(world, target, {
    ...source,
    id: world.resourceId('m', target),
    sequence: world.nextSequence(),
    regionId: target.id,
    status: 'Waiting',
    sourceRegionId: source.regionId,
    sourceImageId: source.id,
    createdAt: world.clock.now(),
    ...given,
  });
  target.images.add(copy);
  startWaitingCopies(world, target);
  return copy;
}

/** In percent: that of the snapshots. */
export function imageProgress(region: Region, image: Image, now: number): number {
  if (image.status === 'Waiting') return 0;
  if (image.status !== 'Creating') return 100;
  const snapshots = snapshotsOf(region, image).map((snapshot) => progressOf(snapshot, now));
  const sum = snapshots.reduce((total, each) => total + each, 0);
  return snapshots.length === 0 ? 0 : Math.min(99, Math.floor(sum / snapshots.length));
}
