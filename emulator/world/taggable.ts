import type { Inventory, Resource } from './inventory';
import type { Region } from './region';

export interface Tagged extends Resource {
  readonly tags: Map<string, string>;
}

/** Where the resources of each taggable type are; the types are named as in ResourceType and, mostly, in ARNs. */
export const TAGGABLE: ReadonlyMap<string, (region: Region) => Inventory<Tagged>> = new Map<
  string,
  (region: Region) => Inventory<Tagged>
>([
  ['instance', ({ instances }) => instances],
  ['disk', ({ disks }) => disks],
  ['snapshot', ({ snapshots }) => snapshots],
  ['snapshotpolicy', ({ autoSnapshotPolicies }) => autoSnapshotPolicies],
  ['image', ({ images }) => images],
  ['securitygroup', ({ securityGroups }) => securityGroups],
  ['eni', ({ networkInterfaces }) => networkInterfaces],
  ['keypair', ({ keyPairs }) => keyPairs],
  ['launchtemplate', ({ launchTemplates }) => launchTemplates],
  ['command', ({ cloudAssistant }) => cloudAssistant.commands],
  ['invocation', ({ cloudAssistant }) => cloudAssistant.invocations],
]);
