import { OWNER_PARAMETERS, regionalOperation } from '../api/operation';
import type { Operation, RegionalCall } from '../api/operation';
import { flag, jsonList, required, text } from '../api/parameters';
import { ApiError } from '../errors';
import { wildcard } from '../wildcard';
import type { Instance } from '../world/instance';
import { generateRsaKey, isPublicKey, newKeyPair } from '../world/key-pair';
import type { KeyPair } from '../world/key-pair';
import type { Body } from '../wire/render';
import { select } from './filters';
import { minuteOf, tagList } from './instance-view';
import { instanceNotFound } from './lookup';
import { numberedPageOf, numberedPageParameters } from './page-parameters';
import { ECS } from './products';
import { instanceArns, resourceArns } from './resources';
import { CREATION_TAGS, TAG_FILTER, taggedWith, tagsOf } from './tag-parameters';
import type { GivenTag } from './tag-parameters';
import { resourceName } from './texts';

/** Key pairs of one DeleteKeyPairs. */
const MOST_NAMES = 100;

/** Instances of one AttachKeyPair or DetachKeyPair. */
const MOST_INSTANCES = 50;

function keyPairArns({ account, region }: RegionalCall, names: readonly string[]): string[] {
  return resourceArns(account, region.id, 'keypair', names);
}

function invalid(parameter: string): () => ApiError {
  return () =>
    new ApiError(
      400,
      `Invalid${parameter}.ValueNotSupported`,
      `The specified parameter "${parameter}" is not valid.`,
    );
}

const KEY_PAIR_NAME = required(
  resourceName(
    () => new ApiError(400, 'InvalidKeyPairName.Malformed', 'Specified Key Pair name is not valid.'),
  ),
);

/** What both ways to get a key pair have in common. */
const CREATION = { KeyPairName: KEY_PAIR_NAME, ResourceGroupId: text(), Tag: CREATION_TAGS } as const;

interface Wanted {
  readonly KeyPairName: string;
  readonly ResourceGroupId: string | undefined;
  readonly Tag: readonly GivenTag[];
}

/** The tags of a key pair that nothing speaks against. */
function checkNew({ region, account }: RegionalCall, { KeyPairName, Tag }: Wanted): Map<string, string> {
  const tags = tagsOf(Tag);
  if (region.keyPairs.get(KeyPairName) !== undefined) {
    throw new ApiError(400, 'KeyPair.AlreadyExist', 'The key pair already exist.');
  }
  if (region.keyPairs.size >= account.quotas.keyPairsPerRegion) {
    throw new ApiError(403, 'QuotaExceed.KeyPair', 'The key pair quota exceeds.');
  }
  return tags;
}

function addKeyPair(
  { world, region }: RegionalCall,
  { KeyPairName: id, ResourceGroupId: resourceGroupId = '' }: Wanted,
  tags: Map<string, string>,
  publicKey: string,
): KeyPair {
  const keyPair = newKeyPair(world, region, { id, publicKey, resourceGroupId, tags });
  region.keyPairs.add(keyPair);
  return keyPair;
}

/** https://help.aliyun.com/document_detail/51771.html */
const createKeyPair = regionalOperation({
  product: ECS,
  name: 'CreateKeyPair',
  access: 'write',
  parameters: CREATION,
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:CreateKeyPair',
    resources: (call, { KeyPairName }) => keyPairArns(call, [KeyPairName]),
  },
  handle: (call, wanted) => {
    const tags = checkNew(call, wanted);
    const { publicKey, privateKey } = generateRsaKey();
    const keyPair = addKeyPair(call, wanted, tags, publicKey);
    return {
      KeyPairId: keyPair.keyPairId,
      KeyPairName: keyPair.id,
      KeyPairFingerPrint: keyPair.fingerprint,
      PrivateKeyBody: privateKey,
    };
  },
});

/** https://help.aliyun.com/document_detail/51774.html */
const importKeyPair = regionalOperation({
  product: ECS,
  name: 'ImportKeyPair',
  access: 'write',
  parameters: { ...CREATION, PublicKeyBody: required(text()) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:ImportKeyPair',
    resources: (call, { KeyPairName }) => keyPairArns(call, [KeyPairName]),
  },
  handle: (call, wanted) => {
    if (!isPublicKey(wanted.PublicKeyBody)) {
      throw new ApiError(400, 'InvalidPublicKeyBody.Malformed', 'The PublicKeyBody format is not supported.');
    }
    const tags = checkNew(call, wanted);
    const { id, fingerprint } = addKeyPair(call, wanted, tags, wanted.PublicKeyBody.trim());
    return { KeyPairName: id, KeyPairFingerPrint: fingerprint };
  },
});

function keyPairView(keyPair: KeyPair, withPublicKey: boolean): Body {
  return {
    CreationTime: minuteOf(keyPair.createdAt),
    KeyPairName: keyPair.id,
    KeyPairFingerPrint: keyPair.fingerprint,
    ...(withPublicKey && { PublicKey: keyPair.publicKey }),
    ResourceGroupId: keyPair.resourceGroupId,
    Tags: { Tag: tagList(keyPair.tags) },
  };
}

/** https://help.aliyun.com/document_detail/51773.html */
const describeKeyPairs = regionalOperation({
  product: ECS,
  name: 'DescribeKeyPairs',
  access: 'read',
  parameters: {
    KeyPairName: text(),
    KeyPairFingerPrint: text(),
    ResourceGroupId: text(),
    Tag: TAG_FILTER,
    IncludePublicKey: flag(),
    ...numberedPageParameters({ defaultSize: 10, largest: 50 }),
  },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DescribeKeyPairs',
    resources: (call) => keyPairArns(call, []),
  },
  whenDenied: (values) => ({ KeyPairs: { KeyPair: [] }, ...numberedPageOf([], values).paging }),
  handle: ({ region }, { IncludePublicKey = false, PageNumber, PageSize, ...filters }) => {
    const matches = select(
      region.keyPairs.all(),
      {
        KeyPairName: (wanted) => {
          const pattern = wildcard(wanted);
          return ({ id }: KeyPair) => pattern.test(id);
        },
        KeyPairFingerPrint: (wanted) => (keyPair) => keyPair.fingerprint === wanted,
        ResourceGroupId: (wanted) => (keyPair) => keyPair.resourceGroupId === wanted,
        Tag: taggedWith,
      },
      filters,
    );
    const { items, paging } = numberedPageOf(matches, { PageNumber, PageSize });
    return {
      KeyPairs: { KeyPair: items.map((keyPair) => keyPairView(keyPair, IncludePublicKey)) },
      ...paging,
    };
  },
});

/** What is wrong with one instance of a batch; undefined when the key pair can be attached or detached. */
function refusalOf(instance: Instance | undefined): ApiError | undefined {
  if (instance === undefined) return instanceNotFound();
  if (instance.osType === 'windows') {
    return new ApiError(
      403,
      'DependencyViolation.WindowsInstance',
      'The instance creating is windows, cannot use ssh key pair to login',
    );
  }
  return undefined;
}

const BATCH = {
  KeyPairName: required(text()),
  InstanceIds: required(jsonList(Infinity, invalid('InstanceIds'))),
} as const;

/** Changes each instance for itself: what is wrong with one is told in its result. */
function changeInstances(
  { region }: RegionalCall,
  { KeyPairName, InstanceIds }: { readonly KeyPairName: string; readonly InstanceIds: readonly string[] },
  change: (instance: Instance, keyPairName: string) => void,
): Body {
  if (region.keyPairs.get(KeyPairName) === undefined) {
    throw new ApiError(
      400,
      'InvalidKeyPairName.NotFound',
      'The specified KeyPairName does not exist in our records.',
    );
  }
  if (InstanceIds.length > MOST_INSTANCES) {
    throw new ApiError(
      403,
      'InstanceKeyPairLimitExceeded',
      'The specified instances are beyond the permitted range.',
    );
  }
  const results = [...new Set(InstanceIds)].map((id) => {
    const instance = region.instances.get(id);
    const refused = refusalOf(instance);
    if (instance !== undefined && refused === undefined) change(instance, KeyPairName);
    return {
      InstanceId: id,
      Code: refused?.code ?? '200',
      Message: refused?.message ?? 'successful',
      Success: String(refused === undefined),
    };
  });
  return {
    KeyPairName,
    TotalCount: String(results.length),
    FailCount: String(results.filter(({ Success }) => Success === 'false').length),
    Results: { Result: results },
  };
}

function batchArns(call: RegionalCall, name: string, instanceIds: readonly string[]): string[] {
  return [...keyPairArns(call, [name]), ...instanceArns(call.account, call.region.id, instanceIds)];
}

/** https://help.aliyun.com/document_detail/51775.html */
const attachKeyPair = regionalOperation({
  product: ECS,
  name: 'AttachKeyPair',
  access: 'write',
  parameters: BATCH,
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:AttachKeyPair',
    resources: (call, { KeyPairName, InstanceIds }) => batchArns(call, KeyPairName, InstanceIds),
  },
  handle: (call, wanted) =>
    changeInstances(call, wanted, (instance, keyPairName) => {
      instance.keyPairName = keyPairName;
    }),
});

/**
 * An instance that has another key pair, or none, keeps what it has.
 * https://help.aliyun.com/document_detail/51776.html
 */
const detachKeyPair = regionalOperation({
  product: ECS,
  name: 'DetachKeyPair',
  access: 'write',
  parameters: BATCH,
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DetachKeyPair',
    resources: (call, { KeyPairName, InstanceIds }) => batchArns(call, KeyPairName, InstanceIds),
  },
  handle: (call, wanted) =>
    changeInstances(call, wanted, (instance, keyPairName) => {
      if (instance.keyPairName === keyPairName) instance.keyPairName = '';
    }),
});

/** Names that do not exist are passed over. https://help.aliyun.com/document_detail/51772.html */
const deleteKeyPairs = regionalOperation({
  product: ECS,
  name: 'DeleteKeyPairs',
  access: 'write',
  parameters: { KeyPairNames: required(jsonList(Infinity, invalid('KeyPairNames'))) },
  refused: OWNER_PARAMETERS,
  authorization: {
    action: 'ecs:DeleteKeyPairs',
    resources: (call, { KeyPairNames }) => keyPairArns(call, KeyPairNames),
  },
  handle: ({ region }, { KeyPairNames }) => {
    if (KeyPairNames.length > MOST_NAMES) {
      throw new ApiError(
        403,
        'InstanceKeyPairLimitExceeded',
        'Exceeding the allowed amount of instance which will be deleted.',
      );
    }
    if (region.instances.all().some(({ keyPairName }) => KeyPairNames.includes(keyPairName))) {
      throw new ApiError(
        400,
        'InvalidParameter.KeypairAlreadyAttachedInstance',
        'The specified parameter "KeyPairNames" attached to instances can not be deleted.',
      );
    }
    for (const name of KeyPairNames) region.keyPairs.remove(name);
    return {};
  },
});

export const KEY_PAIR_OPERATIONS: readonly Operation[] = [
  createKeyPair,
  importKeyPair,
  describeKeyPairs,
  attachKeyPair,
  detachKeyPair,
  deleteKeyPairs,
];
