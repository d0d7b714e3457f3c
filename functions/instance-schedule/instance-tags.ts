import type { TagNames, Tags } from '../../shared/model/tags';
import { dayOf } from '../../shared/model/civil';
import type { WantedState } from './schedule/timeline';
import type { Zone } from './schedule/zone';
import { instantOf, zoneNamed } from './schedule/zone';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Longest time an instance may be given to run: a year. */
const LONGEST_RUN = 366 * 24 * HOUR;

/** What people set on one instance beside its schedule. Instants are epoch milliseconds. */
export interface Wishes {
  readonly holdUntil?: number;
  readonly force?: { readonly state: WantedState; readonly until?: number };
  /** Milliseconds that it may run. */
  readonly stopAfter?: number;
  readonly order?: number;
}

/** A tag that cannot be read; its instance is left alone. */
export interface TagProblem {
  readonly tag: string;
  readonly message: string;
}

/** The tags of one instance, read; what cannot be read is a problem and wishes for nothing. */
export interface InstanceTags {
  readonly wishes: Wishes;
  readonly problems: readonly TagProblem[];
}

class TagTextError extends Error {}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * `2026-11-25T18:00+08:00`, or without an offset on the wall clock of the zone; a date alone is its end.
 *
 * @throws TagTextError
 */
function instantIn(text: string, zone: Zone): number {
  const match = INSTANT.exec(text.trim());
  const [, date = '', hours, minutes, offset] = match ?? [];
  const day = dayOf(date);
  if (match === null || Number.isNaN(day)) throw notAnInstant(text);
  if (hours === undefined) return instantOf(zone, day, 24 * 60);
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) throw notAnInstant(text);
  const local = hour * 60 + minute;
  if (offset === undefined) return instantOf(zone, day, local);
  const east = offsetMinutes(offset);
  if (east === undefined) throw notAnInstant(text);
  return instantOf(zoneNamed('UTC'), day, local - east);
}

/** Minutes east of UTC; undefined where no wall clock on earth shows that. */
function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  const east = (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  return minutes < 60 && east >= -12 * 60 && east <= 14 * 60 ? east : undefined;
}

function notAnInstant(text: string): TagTextError {
  return new TagTextError(
    `${JSON.stringify(text)} is no time; expected 2026-11-25, 2026-11-25 18:00 or 2026-11-25T18:00+08:00`,
  );
}

function forceOf(text: string, zone: Zone): NonNullable<Wishes['force']> {
  const [, word = '', until] = /^(\w+)(?:\s+until\s+(.+))?$/i.exec(text.trim()) ?? [];
  const state = { running: 'running', on: 'running', stopped: 'stopped', off: 'stopped' }[word.toLowerCase()];
  if (state === undefined) {
    throw new TagTextError(
      `${JSON.stringify(text)} forces nothing; expected running, stopped, or one of them "until" a time`,
    );
  }
  return {
    state: state as WantedState,
    ...(until === undefined ? {} : { until: instantIn(until, zone) }),
  };
}

function durationOf(text: string): number {
  const [, hours, minutes] = /^(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+)\s*m)?$/i.exec(text.trim()) ?? [];
  const duration = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE;
  if (duration >= MINUTE && duration <= LONGEST_RUN) return duration;
  throw new TagTextError(
    `${JSON.stringify(text)} is no duration; expected 8h, 90m or 1h 30m, at most a year`,
  );
}

function orderOf(text: string): number {
  if (/^-?\d{1,4}$/.test(text.trim())) return Number(text);
  throw new TagTextError(`${JSON.stringify(text)} is no order; expected a whole number from -9999 to 9999`);
}

/** Of an instance that follows its schedule and nothing else, as most do. */
export const NO_WISHES: InstanceTags = { wishes: {}, problems: [] };

/**
 * Reads the tags that people set on an instance beside its schedule.
 *
 * @param zone for times without an offset
 */
export function readInstanceTags(tags: Tags, names: TagNames, zone: Zone): InstanceTags {
  if (
    tags[names.holdUntil] === undefined &&
    tags[names.force] === undefined &&
    tags[names.stopAfter] === undefined &&
    tags[names.order] === undefined
  )
    return NO_WISHES;
  const problems: TagProblem[] = [];
  const read = <T>(tag: string, parse: (text: string) => T): T | undefined => {
    const text = tags[tag];
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof TagTextError)) throw error;
      problems.push({ tag, message: error.message });
      return undefined;
    }
  };
  const holdUntil = read(names.holdUntil, (text) => instantIn(text, zone));
  const force = read(names.force, (text) => forceOf(text, zone));
  const stopAfter = read(names.stopAfter, durationOf);
  const order = read(names.order, orderOf);
  return {
    wishes: {
      ...(holdUntil === undefined ? {} : { holdUntil }),
      ...(force === undefined ? {} : { force }),
      ...(stopAfter === undefined ? {} : { stopAfter }),
      ...(order === undefined ? {} : { order }),
    },
    problems,
  };
}
