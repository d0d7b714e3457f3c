import { Random, seedOf } from './random';

const HOUR_MS = 3_600_000;

/** The busiest hour of the day, in UTC+8. */
const BUSIEST_HOUR = 14;
const CHINA_OFFSET_HOURS = 8;

/** In [0, 1), the same for the same texts in every run. */
function share(...parts: readonly (string | number)[]): number {
  return new Random(seedOf(parts.join(' '))).next();
}

/** From 0 in the night to 1 in the busiest hour. */
function timeOfDay(instant: number): number {
  const hour = instant / HOUR_MS + CHINA_OFFSET_HOURS - BUSIEST_HOUR;
  return (1 + Math.cos((2 * Math.PI * hour) / 24)) / 2;
}

/**
 * How busy a resource is, made up from its id: a level of its own, the time of day, and some noise.
 *
 * @param metric what is measured; the metrics of a resource differ
 * @param instant virtual epoch milliseconds
 * @returns in [0, 1)
 */
export function loadAt(id: string, metric: string, instant: number): number {
  const level = 0.1 + 0.5 * share(id, metric);
  const noise = 0.8 + 0.4 * share(id, metric, instant);
  return Math.min(level * (0.3 + 0.7 * timeOfDay(instant)) * noise, 0.999);
}
