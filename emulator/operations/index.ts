import type { Operation } from '../api/operation';
import { INSTANCE_OPERATIONS } from './instances';
import { POWER_OPERATIONS } from './power';
import { REGION_OPERATIONS } from './regions';
import { STS_OPERATIONS } from './sts';
import { TAG_OPERATIONS } from './tags';

/** The operations by what they are about; each family has a contract test of its name. */
export const FAMILIES = {
  regions: REGION_OPERATIONS,
  instances: INSTANCE_OPERATIONS,
  power: POWER_OPERATIONS,
  tags: TAG_OPERATIONS,
  sts: STS_OPERATIONS,
} as const satisfies Readonly<Record<string, readonly Operation[]>>;

/** Everything the emulator implements. */
export const OPERATIONS: readonly Operation[] = Object.values(FAMILIES).flat();
