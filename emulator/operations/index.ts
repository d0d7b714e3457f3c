import type { Operation } from '../api/operation';
import { INSTANCE_OPERATIONS } from './instances';
import { POWER_OPERATIONS } from './power';
import { REGION_OPERATIONS } from './regions';
import { STS_OPERATIONS } from './sts';
import { TAG_OPERATIONS } from './tags';

/** Everything the emulator implements. */
export const OPERATIONS: readonly Operation[] = [
  ...REGION_OPERATIONS,
  ...INSTANCE_OPERATIONS,
  ...POWER_OPERATIONS,
  ...TAG_OPERATIONS,
  ...STS_OPERATIONS,
];
