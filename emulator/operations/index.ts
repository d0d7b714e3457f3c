import type { Operation } from '../api/operation';
import { AUTO_SNAPSHOT_POLICY_OPERATIONS } from './auto-snapshot-policies';
import { AUTO_SNAPSHOT_POLICY_ASSOCIATION_OPERATIONS } from './auto-snapshot-policy-associations';
import { CLOUD_ASSISTANT_OPERATIONS } from './cloud-assistant';
import { COMMAND_OPERATIONS } from './commands';
import { CLOUD_MONITOR_OPERATIONS } from './cloud-monitor';
import { DISK_ATTACHMENT_OPERATIONS } from './disk-attachment';
import { DISK_CONTENT_OPERATIONS } from './disk-content';
import { DISK_CREATION_OPERATIONS } from './disk-creation';
import { DISK_OPERATIONS } from './disks';
import { IMAGE_CREATION_OPERATIONS } from './image-creation';
import { IMAGE_OPERATIONS } from './images';
import { INSTANCE_ATTRIBUTE_OPERATIONS } from './instance-attributes';
import { INSTANCE_SPEC_OPERATIONS } from './instance-specs';
import { INSTANCE_TYPE_OPERATIONS } from './instance-types';
import { INSTANCE_OPERATIONS } from './instances';
import { INVOCATION_OPERATIONS } from './invocations';
import { INVOKE_OPERATIONS } from './invoke-commands';
import { KEY_PAIR_OPERATIONS } from './key-pairs';
import { LAUNCH_OPERATIONS } from './launch';
import { LAUNCH_TEMPLATE_OPERATIONS } from './launch-templates';
import { MAINTENANCE_OPERATIONS } from './maintenance';
import { NETWORK_INTERFACE_OPERATIONS } from './network-interfaces';
import { PORT_RANGE_LIST_OPERATIONS } from './port-range-lists';
import { MONITORING_OPERATIONS } from './monitoring';
import { POWER_OPERATIONS } from './power';
import { PREFIX_LIST_OPERATIONS } from './prefix-lists';
import { PRICE_OPERATIONS } from './prices';
import { REGION_OPERATIONS } from './regions';
import { RELEASE_OPERATIONS } from './release';
import { SNAPSHOT_COPY_OPERATIONS } from './snapshot-copies';
import { SNAPSHOT_GROUP_OPERATIONS } from './snapshot-groups';
import { SNAPSHOT_LOCK_OPERATIONS } from './snapshot-locks';
import { SNAPSHOT_USAGE_OPERATIONS } from './snapshot-usage';
import { SNAPSHOT_OPERATIONS } from './snapshots';
import { SECURITY_GROUP_RULE_OPERATIONS } from './security-group-rules';
import { SECURITY_GROUP_OPERATIONS } from './security-groups';
import { STS_OPERATIONS } from './sts';
import { SYSTEM_DISK_OPERATIONS } from './system-disk';
import { SIMULATED_EVENT_OPERATIONS } from './simulated-events';
import { SYSTEM_EVENT_ANSWERS } from './system-event-answers';
import { SYSTEM_EVENT_OPERATIONS } from './system-events';
import { TAG_OPERATIONS } from './tags';
import { TASK_OPERATIONS } from './tasks';
import { ZONE_OPERATIONS } from './zones';

/** The operations by what they are about; each family has a contract test of its name. */
export const FAMILIES = {
  regions: REGION_OPERATIONS,
  catalogue: [...INSTANCE_TYPE_OPERATIONS, ...ZONE_OPERATIONS, ...PRICE_OPERATIONS],
  keyPairs: KEY_PAIR_OPERATIONS,
  launchTemplates: LAUNCH_TEMPLATE_OPERATIONS,
  launch: LAUNCH_OPERATIONS,
  release: RELEASE_OPERATIONS,
  instances: INSTANCE_OPERATIONS,
  power: POWER_OPERATIONS,
  instanceAttributes: INSTANCE_ATTRIBUTE_OPERATIONS,
  instanceSpecs: INSTANCE_SPEC_OPERATIONS,
  systemDisk: SYSTEM_DISK_OPERATIONS,
  disks: DISK_OPERATIONS,
  diskCreation: DISK_CREATION_OPERATIONS,
  diskAttachment: DISK_ATTACHMENT_OPERATIONS,
  diskContent: DISK_CONTENT_OPERATIONS,
  images: IMAGE_OPERATIONS,
  imageCreation: IMAGE_CREATION_OPERATIONS,
  tasks: TASK_OPERATIONS,
  maintenance: MAINTENANCE_OPERATIONS,
  systemEvents: SYSTEM_EVENT_OPERATIONS,
  systemEventAnswers: SYSTEM_EVENT_ANSWERS,
  simulatedEvents: SIMULATED_EVENT_OPERATIONS,
  monitoring: MONITORING_OPERATIONS,
  cloudMonitor: CLOUD_MONITOR_OPERATIONS,
  snapshots: [...SNAPSHOT_OPERATIONS, ...SNAPSHOT_USAGE_OPERATIONS],
  snapshotCopies: SNAPSHOT_COPY_OPERATIONS,
  snapshotLocks: SNAPSHOT_LOCK_OPERATIONS,
  snapshotGroups: SNAPSHOT_GROUP_OPERATIONS,
  autoSnapshotPolicies: [...AUTO_SNAPSHOT_POLICY_OPERATIONS, ...AUTO_SNAPSHOT_POLICY_ASSOCIATION_OPERATIONS],
  commands: COMMAND_OPERATIONS,
  invocations: [...INVOKE_OPERATIONS, ...INVOCATION_OPERATIONS],
  cloudAssistant: CLOUD_ASSISTANT_OPERATIONS,
  securityGroups: SECURITY_GROUP_OPERATIONS,
  securityGroupRules: SECURITY_GROUP_RULE_OPERATIONS,
  prefixLists: PREFIX_LIST_OPERATIONS,
  portLists: PORT_RANGE_LIST_OPERATIONS,
  networkInterfaces: NETWORK_INTERFACE_OPERATIONS,
  tags: TAG_OPERATIONS,
  sts: STS_OPERATIONS,
} as const satisfies Readonly<Record<string, readonly Operation[]>>;

/** Everything the emulator implements. */
export const OPERATIONS: readonly Operation[] = Object.values(FAMILIES).flat();
