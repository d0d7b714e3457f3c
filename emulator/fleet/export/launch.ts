import type { FleetInput } from '../schema';
import { isFingerprint } from '../../world/key-pair';
import { child, list, nonEmpty, tagsOf, time } from './wire';
import type { Wire } from './wire';

type KeyPairInput = NonNullable<FleetInput['keyPairs']>[number];
type LaunchTemplateInput = NonNullable<FleetInput['launchTemplates']>[number];

/** Published answers have fingerprints that are masked or without colons; those are made up anew. */
function savedFingerprint(value: unknown): string | undefined {
  const text = nonEmpty(value);
  return text !== undefined && isFingerprint(text) ? text : undefined;
}

/** A saved key pair; its answer does not say which region it is of. */
export function keyPairOf(wire: Wire): KeyPairInput {
  const publicKey = nonEmpty(wire['PublicKey']);
  const fingerprint = savedFingerprint(wire['KeyPairFingerPrint']);
  const createdAt = time(wire['CreationTime']);
  return {
    name: String(wire['KeyPairName']),
    tags: tagsOf(wire),
    ...(publicKey !== undefined && { publicKey }),
    ...(publicKey === undefined && fingerprint !== undefined && { fingerprint }),
    ...(createdAt !== undefined && { createdAt }),
    resourceGroup: nonEmpty(wire['ResourceGroupId']) ?? '',
  };
}

/** Lists of a saved version, by the names that they have in a request. */
function parametersOf(data: unknown): Record<string, unknown> {
  const { DataDisks, NetworkInterfaces, SecurityGroupIds, Tags, ...rest } = data as Wire;
  return {
    ...rest,
    DataDisk: list(child(DataDisks, 'DataDisk')),
    NetworkInterface: list(child(NetworkInterfaces, 'NetworkInterface')).map((each) => ({
      ...(each as Wire),
      SecurityGroupIds: list(child(each, 'SecurityGroupIds', 'SecurityGroupId')),
    })),
    SecurityGroupIds: list(child(SecurityGroupIds, 'SecurityGroupId')),
    Tag: list(child(Tags, 'InstanceTag')),
  };
}

/** The default versions of saved templates; the others are left behind. */
export function launchTemplatesOf(versions: readonly Wire[]): LaunchTemplateInput[] {
  return versions
    .filter((version) => version['DefaultVersion'] === true)
    .map((version) => ({
      id: String(version['LaunchTemplateId']),
      name: String(version['LaunchTemplateName']),
      description: nonEmpty(version['VersionDescription']) ?? '',
      parameters: parametersOf(version['LaunchTemplateData'] ?? {}),
    }));
}
