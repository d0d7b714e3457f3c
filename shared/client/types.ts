import type EcsSdk from '@alicloud/ecs20140526';
import type * as sdk from '@alicloud/ecs20140526';
import type { LOWER_CASE_FIELDS, LOWER_CASE_PARAMETERS } from './wire-names';

/**
 * The operations of ECS (2014-05-26) with their requests and responses in wire names.
 *
 * Everything is derived from the types of the SDK, which costs nothing at run time: no module of the SDK is loaded.
 */

/** Name of an ECS operation, such as `StopInstances`. */
export type EcsOperation = keyof {
  [Method in keyof EcsSdk as Method extends `${infer Name}WithOptions` ? Capitalize<Name> : never]: never;
};

/**
 * Parameters of an operation as they go over the wire: `InstanceId: string[]`, `Tag: { Key, Value }[]`.
 *
 * - Which of them are required is what the SDK says; most are optional there and judged by the service.
 * - Lists that the API takes as JSON text (`InstanceIds`, `DiskIds`, `SnapshotIds` of the Describe operations) and
 *   structures that the SDK turns into JSON text (`Parameters` of RunCommand) are strings here, for `JSON.stringify`.
 */
export type EcsRequest<Operation extends EcsOperation> = EcsRequests[Operation];

/** Body of the answer to an operation. Every field is optional, as in the SDK: an answer may lack any of them. */
export type EcsResponse<Operation extends EcsOperation> = EcsResponses[Operation];

type EcsRequests = {
  [Operation in EcsOperation]: Wire<
    SdkRequest<Operation>,
    LowerCase<typeof LOWER_CASE_PARAMETERS, Operation>
  >;
};
type EcsResponses = {
  [Operation in EcsOperation]: Wire<SdkBody<Operation>, LowerCase<typeof LOWER_CASE_FIELDS, Operation>>;
};

type SdkRequest<Operation extends EcsOperation> = `${Operation}ShrinkRequest` extends keyof typeof sdk
  ? InstanceOf<(typeof sdk)[`${Operation}ShrinkRequest`]>
  : `${Operation}Request` extends keyof typeof sdk
    ? InstanceOf<(typeof sdk)[`${Operation}Request`]>
    : never;

type SdkBody<Operation extends EcsOperation> = `${Operation}ResponseBody` extends keyof typeof sdk
  ? InstanceOf<(typeof sdk)[`${Operation}ResponseBody`]>
  : never;

type InstanceOf<Class> = Class extends abstract new (...args: never[]) => infer Instance ? Instance : never;

type LowerCase<
  Table extends Readonly<Record<string, readonly string[]>>,
  Operation extends string,
> = Operation extends keyof Table ? Table[Operation][number] : never;

type Wire<T, Lower extends string> = T extends readonly (infer Item)[]
  ? Wire<Item, Lower>[]
  : T extends { toMap(): unknown }
    ? WireModel<T, Lower>
    : T;

/** A model class: index signature and methods dropped, so that a misspelt field does not compile. */
type WireModel<T, Lower extends string> = {
  [Key in keyof T as WireKey<T, Key, Lower>]: Wire<T[Key], Lower>;
};

type WireKey<T, Key extends keyof T, Lower extends string> = string extends Key
  ? never
  : T[Key] extends (...args: never[]) => unknown
    ? never
    : Key extends Lower
      ? Key
      : Key extends `${infer Stem}Shrink`
        ? Capitalize<Stem>
        : Key extends string
          ? Capitalize<Key>
          : never;
