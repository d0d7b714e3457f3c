import { IANAZone } from 'luxon';
import { rememberedOffset } from './offsets';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Offsets from UTC span -12:00 to +14:00, so an instant lies at most this far from its local time. */
const FURTHEST_WEST = 12 * HOUR;
const FURTHEST_EAST = 14 * HOUR;

/** An IANA time zone, such as `Asia/Shanghai`. */
export interface Zone {
  readonly name: string;
  /** Minutes east of UTC at an instant given in epoch milliseconds. */
  offset(epochMs: number): number;
}

const zones = new Map<string, Zone>();

/** @throws RangeError for a name that the zone data does not know */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const data = IANAZone.create(name);
  if (!data.isValid) throw new RangeError(`unknown time zone ${JSON.stringify(name)}`);
  const zone = { name, offset: rememberedOffset((epochMs) => data.offset(epochMs)) };
  zones.set(name, zone);
  return zone;
}

/** Whether the zone data knows a name. Zones are kept once made: asking costs nothing when the zone is used later. */
export function isZone(name: string): boolean {
  return IANAZone.create(name).isValid;
}

/** What the wall clock of a zone shows at an instant, in the UTC fields of the date returned. */
export function localClock(zone: Zone, epochMs: number): Date {
  return new Date(epochMs + zone.offset(epochMs) * MINUTE);
}

/** Days since 1970-01-01 of the local calendar at an instant. */
export function localDay(zone: Zone, epochMs: number): number {
  return Math.floor(localClock(zone, epochMs).getTime() / DAY);
}

/**
 * The instant, in epoch milliseconds, at which the local clock shows `minutes` after midnight of `day`;
 * `minutes` may exceed 1440 to mean the following days.
 *
 * Daylight saving: a time that occurs twice means its first occurrence; a time that is skipped means the
 * first valid minute after the gap.
 */
export function instantOf(zone: Zone, day: number, minutes: number): number {
  const local = day * DAY + minutes * MINUTE;
  const before = zone.offset(local - FURTHEST_EAST);
  const after = zone.offset(local + FURTHEST_WEST);
  const candidates = [before, after]
    .map((offset) => ({ offset, instant: local - offset * MINUTE }))
    .filter(({ offset, instant }) => zone.offset(instant) === offset)
    .map(({ instant }) => instant);
  return candidates.length > 0
    ? Math.min(...candidates)
    : endOfGap(zone, local - FURTHEST_EAST, local + FURTHEST_WEST, after);
}

/** When the local day of an instant began. */
export function lastMidnight(zone: Zone, now: Date): Date {
  return new Date(instantOf(zone, localDay(zone, now.getTime()), 0));
}

/** The first minute with the later offset, between two instants that a single change of offset separates. */
function endOfGap(zone: Zone, from: number, to: number, offsetAfter: number): number {
  let early = Math.floor(from / MINUTE);
  let late = Math.ceil(to / MINUTE);
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (zone.offset(middle * MINUTE) === offsetAfter) late = middle;
    else early = middle;
  }
  return late * MINUTE;
}
