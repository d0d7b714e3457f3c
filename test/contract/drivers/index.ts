import type { DriverFactory } from './driver';
import { ourClient } from './our-client';
import { popCoreGet, popCorePost } from './pop-core';
import { typedSdk } from './typed-sdk';

/** Every client that the contract suite is run with. */
export const DRIVERS: readonly DriverFactory[] = [ourClient, typedSdk, popCorePost, popCoreGet];
