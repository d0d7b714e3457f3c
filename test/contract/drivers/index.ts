import type { DriverFactory } from './driver';
import { ourClient } from './our-client';
import { popCoreGet, popCorePost } from './pop-core';
import { typedSdk } from './typed-sdk';

/** One client of each signature algorithm and each code base. */
export const CONTRACT_DRIVERS: readonly DriverFactory[] = [typedSdk, popCorePost, ourClient];

/** Every client there is. */
export const DRIVERS: readonly DriverFactory[] = [ourClient, typedSdk, popCorePost, popCoreGet];
