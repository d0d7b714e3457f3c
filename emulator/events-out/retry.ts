import type { Random } from '../world/random';

/** How a delivery that failed is repeated. */
export const RETRIES = ['backoff', 'exponential', 'callback', 'none'] as const;

export type Retry = (typeof RETRIES)[number];

const EXPONENTIAL_ATTEMPTS = 176;
const LONGEST_EXPONENTIAL_MS = 512_000;
/** The interval of CloudMonitor's three retries is not documented; this one is assumed. */
const CALLBACK_INTERVAL_MS = 10_000;

/**
 * Virtual milliseconds from a failed attempt to the next, undefined when there is none. `backoff` (3 retries 10 to 20
 * seconds apart) and `exponential` (176 retries over a day) are EventBridge's,
 * https://www.alibabacloud.com/help/en/eventbridge/user-guide/retry-and-dead-letter; `callback` (3 retries) is
 * CloudMonitor's, https://help.aliyun.com/en/cms/cloudmonitor-1-0/user-guide/configure-callbacks-for-system-event-triggered-alerts.
 *
 * @param failed attempts so far, from 1
 */
export function retryDelay(retry: Retry, failed: number, random: Random): number | undefined {
  switch (retry) {
    case 'backoff':
      return failed <= 3 ? random.integer(10_000, 20_000) : undefined;
    case 'callback':
      return failed <= 3 ? CALLBACK_INTERVAL_MS : undefined;
    case 'exponential':
      return failed <= EXPONENTIAL_ATTEMPTS
        ? Math.min(1000 * 2 ** (failed - 1), LONGEST_EXPONENTIAL_MS)
        : undefined;
    case 'none':
      return undefined;
  }
}
