import { choice, flag, integer, records, text, withDefault } from '../api/parameters';
import type { Parameter, Values } from '../api/parameters';
import { invalidParameter, missingParameter } from '../errors';
import { wildcard } from '../wildcard';
import { ARCHITECTURES, IMAGE_STATUSES } from '../world/image';
import type { Image } from '../world/image';
import { isArm } from '../world/instance-performance';
import { instanceTypeOf } from '../world/instance-types';
import type { Region } from '../world/region';
import { CREATION_KEYS, creationTest } from './creation-filter';
import { unknownInstanceType } from './errors';
import { select } from './filters';
import type { FilterTests } from './filters';
import { imageError } from './image-errors';
import { HOT_PLUG_FEATURES, hotPlugSupport, isUsableImage } from './image-view';
import { TAG_FILTER, taggedWith } from './tag-parameters';

const FILTER_KEYS = [...CREATION_KEYS, 'NetworkType', ...HOT_PLUG_FEATURES] as const;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/** Statuses separated by commas, or `ALL`. */
const statuses: Parameter<ReadonlySet<string> | undefined> = {
  type: 'String',
  required: false,
  read(bag, name) {
    const given = (bag.take(name) ?? '').split(',').filter((status) => status !== '');
    if (given.length === 0) return undefined;
    if (given.length === 1 && given[0] === 'ALL') return new Set(IMAGE_STATUSES);
    const unknown = given.find((status) => !IMAGE_STATUSES.some((each) => each === status));
    if (unknown === undefined) return new Set(given);
    throw invalidParameter(name, `${IMAGE_STATUSES.join(', ')} separated by commas, or ALL alone`);
  },
};

/**
 * The parameters of DescribeImages that select images. All given ones have to hold. Of the images here,
 * three select all: ImageOwnerId counts only among shared and community images, of which there are none; each image
 * is good for both values of ActionType; none is a subscription that ShowExpired could be about.
 */
export const IMAGE_FILTERS = {
  ImageId: text(),
  ActionType: choice(['CreateEcs', 'ChangeOS']),
  Architecture: choice(ARCHITECTURES, () => imageError('InvalidArchitecture')),
  ImageFamily: text(),
  ImageName: text(),
  ImageOwnerAlias: choice(['system', 'self', 'others', 'marketplace'], () =>
    imageError('InvalidImageOwnerAlias.ValueNotSupported'),
  ),
  ImageOwnerId: integer(0, Number.MAX_SAFE_INTEGER),
  InstanceType: text(),
  IsPublic: withDefault(flag(), false),
  IsSupportCloudinit: flag(),
  IsSupportIoOptimized: flag(),
  OSType: choice(['linux', 'windows'], () => imageError('InvalidOSType')),
  ResourceGroupId: text(),
  ShowExpired: flag(),
  SnapshotId: text(),
  Status: statuses,
  Usable: flag(),
  Usage: choice(['instance', 'none'], () => imageError('InvalidUsage')),
  Tag: TAG_FILTER,
  Filter: records(
    { Key: choice(FILTER_KEYS, () => imageError('InvalidFilterKey.NotFound')), Value: text() },
    FILTER_KEYS.length,
  ),
} as const;

type FilterValues = Values<typeof IMAGE_FILTERS>;

/** What one `Filter.N` asks; every image is good for both kinds of networks. */
function filterTest(
  { Key, Value }: FilterValues['Filter'][number],
  index: number,
): (image: Image) => boolean {
  const at = `Filter.${index + 1}`;
  if (Key === undefined) throw invalidParameter(`${at}.Key`, FILTER_KEYS.join(', '));
  switch (Key) {
    case 'CreationStartTime':
    case 'CreationEndTime':
      if (Value === undefined || !INSTANT.test(Value)) {
        throw invalidParameter(`${at}.Value`, 'a time in the format yyyy-MM-ddTHH:mmZ');
      }
      return creationTest([{ Key, Value: Date.parse(Value) }]);
    case 'NetworkType':
      if (Value !== 'vpc' && Value !== 'classic') throw invalidParameter(`${at}.Value`, 'vpc or classic');
      return () => true;
    default:
      if (Value !== 'supported' && Value !== 'unsupported') {
        throw invalidParameter(`${at}.Value`, 'supported or unsupported');
      }
      return (image) => hotPlugSupport(image, Key) === Value;
  }
}

const TESTS: FilterTests<Image, FilterValues> = {
  ImageId: (wanted) => {
    const ids = new Set(wanted.split(',').map((id) => id.trim()));
    return (image) => ids.has(image.id);
  },
  Architecture: (wanted) => (image) => image.architecture === wanted,
  ImageFamily: (wanted) => (image) => image.family === wanted,
  ImageName: (wanted) => {
    const pattern = wildcard(wanted);
    return (image) => pattern.test(image.name);
  },
  ImageOwnerAlias: (wanted) => (image) => image.owner === wanted,
  // Community images belong to other accounts, of which the emulator shows none.
  IsPublic: (wanted) => () => !wanted,
  IsSupportCloudinit: (wanted) => () => wanted,
  IsSupportIoOptimized: (wanted) => () => wanted,
  InstanceType: (wanted) => {
    const type = instanceTypeOf(wanted);
    if (type === undefined) throw unknownInstanceType();
    return (image) => (image.architecture === 'arm64') === isArm(type);
  },
  OSType: (wanted) => (image) => image.osType === wanted,
  ResourceGroupId: (wanted) => (image) => image.resourceGroupId === wanted,
  SnapshotId: (wanted) => (image) => image.disks.some(({ snapshotId }) => snapshotId === wanted),
  Status: (wanted) => (image) => wanted.has(image.status),
  Usable: (wanted) => (image) => isUsableImage(image) === wanted,
  Tag: taggedWith,
  Filter: (wanted) => {
    const tests = wanted.map(filterTest);
    return (image) => tests.every((test) => test(image));
  },
};

const AVAILABLE: ReadonlySet<string> = new Set(['Available']);

/**
 * The images that all given filters select, in order of creation; without a status, those that are available.
 *
 * @param used the images that instances run on
 * @throws ApiError MissingParameter.Status for Usable without Status
 */
export function selectImages(
  { images }: Region,
  values: FilterValues,
  used: ReadonlySet<string>,
): readonly Image[] {
  if (values.Usable !== undefined && values.Status === undefined) throw missingParameter('Status');
  const selected = select(images.all(), TESTS, { ...values, Status: values.Status ?? AVAILABLE });
  const { Usage } = values;
  return Usage === undefined
    ? selected
    : selected.filter(({ id }) => used.has(id) === (Usage === 'instance'));
}
