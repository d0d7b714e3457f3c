import { DateTime, IANAZone } from 'luxon';
import { dateText, dayOf } from '../../shared/model/civil';
import type { Component } from './jcal';
import { CalendarFileError, propertyOf, textOf } from './jcal';
import { daysOfRule, isEndless, readRule } from './recurrence';

/** Days that one event may last. */
const LONGEST_EVENT = 366;

const MINUTES_OF_DAY = 24 * 60;

/** Characters of `yyyy-MM-dd`. */
const DATE_LENGTH = 10;

/** A time on the wall clock that an event is written for. */
interface LocalTime {
  readonly day: number;
  /** After midnight; undefined for a whole day. */
  readonly minutes: number | undefined;
}

const FORM = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d):\d\d(Z)?)?$/;

function localTimeOf(value: unknown, zone: string): LocalTime {
  const [, date = '', hours, minutes, utc] = FORM.exec(String(value)) ?? [];
  const day = dayOf(date);
  if (Number.isNaN(day) || dateText(day) !== date || Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) {
    throw new CalendarFileError(`${JSON.stringify(value)} is no date`);
  }
  if (hours === undefined) return { day, minutes: undefined };
  if (utc === undefined) return { day, minutes: Number(hours) * 60 + Number(minutes) };
  if (!IANAZone.isValidZone(zone)) {
    throw new CalendarFileError(
      'it has a time in UTC, which is on no day before a zone is known; expected whole days, local times, or X-WR-TIMEZONE in the file',
    );
  }
  const local = DateTime.fromISO(String(value), { zone });
  return { day: dayOf(local.toISODate() ?? ''), minutes: local.hour * 60 + local.minute };
}

/**
 * An event of an iCalendar file as far as days are concerned (RFC 5545). One with times counts for the days that it
 * touches on the wall clock it is written for.
 */
export class Event {
  readonly title: string;
  readonly isEndless: boolean;
  private readonly start: LocalTime;
  private readonly length: number;
  private readonly firstDays: (horizon: number) => readonly number[];

  /**
   * @param events of the same file, some of which may replace a repetition of this one
   * @throws CalendarFileError
   */
  constructor(
    private readonly component: Component,
    private readonly zone: string,
    events: readonly Component[],
  ) {
    this.title = textOf(component, 'summary').trim() || 'day off';
    const begin = propertyOf(component, 'dtstart');
    if (begin === undefined) throw new CalendarFileError('it has no DTSTART');
    this.start = this.timeOf(begin.values[0]);
    this.length = this.lengthInDays();
    const rules = component.properties.filter(({ name }) => name === 'rrule');
    if (rules.length > 1) throw new CalendarFileError('it has more than one RRULE');
    const [recurrence] = rules;
    const rule =
      recurrence === undefined
        ? undefined
        : readRule(recurrence.values[0], (until) => this.lastDayUntil(until, begin.parameters['tzid']));
    this.isEndless = rule !== undefined && isEndless(rule);
    const further = this.daysListed('rdate');
    const isRepeated = rule !== undefined || further.length > 0;
    const without = new Set([...this.daysListed('exdate'), ...(isRepeated ? this.replacedDays(events) : [])]);
    this.firstDays = (horizon) => {
      const regular = rule === undefined ? [this.start.day] : daysOfRule(rule, this.start.day, horizon);
      if (regular.length === 0) throw new CalendarFileError('its RRULE comes to no day');
      return [...regular, ...further].filter((day) => !without.has(day));
    };
  }

  /**
   * All days on which it is, without exceptions; none when it is cancelled.
   *
   * @param horizon the last day to which one without an end is followed, in days since 1970-01-01
   */
  days(horizon: number): number[] {
    if (textOf(this.component, 'status').toUpperCase() === 'CANCELLED') return [];
    return this.firstDays(horizon).flatMap((first) =>
      Array.from({ length: this.length }, (_, index) => first + index),
    );
  }

  private timeOf(value: unknown): LocalTime {
    return localTimeOf(value, this.zone);
  }

  private lengthInDays(): number {
    const { day, minutes = 0 } = this.start;
    const last = Math.max(day, Math.ceil(this.endMinutes() / MINUTES_OF_DAY) - 1);
    const length = last - day + 1;
    if (this.endMinutes() < day * MINUTES_OF_DAY + minutes)
      throw new CalendarFileError('it ends before it begins');
    if (length <= LONGEST_EVENT) return length;
    throw new CalendarFileError(`it lasts ${length} days; expected at most ${LONGEST_EVENT}`);
  }

  /** When it ends, in minutes since 1970-01-01 of its wall clock. */
  private endMinutes(): number {
    const { day, minutes } = this.start;
    const begin = day * MINUTES_OF_DAY + (minutes ?? 0);
    const end = propertyOf(this.component, 'dtend');
    if (end !== undefined) {
      const time = this.timeOf(end.values[0]);
      return time.day * MINUTES_OF_DAY + (time.minutes ?? 0);
    }
    const duration = propertyOf(this.component, 'duration');
    if (duration !== undefined) return begin + minutesOf(String(duration.values[0]));
    return minutes === undefined ? begin + MINUTES_OF_DAY : begin;
  }

  /** The end of a rule is in UTC where the event is on the wall clock of a zone. */
  private lastDayUntil(until: string, zoneOfStart: unknown): number {
    const begin = this.start.minutes;
    if (begin === undefined) return this.timeOf(until.slice(0, DATE_LENGTH)).day;
    const isZone = typeof zoneOfStart === 'string' && IANAZone.isValidZone(zoneOfStart);
    const { day, minutes } = localTimeOf(until, isZone ? zoneOfStart : this.zone);
    return minutes !== undefined && minutes < begin ? day - 1 : day;
  }

  private daysListed(name: string): number[] {
    return this.component.properties
      .filter((property) => property.name === name)
      .flatMap(({ values }) => values.map((value) => this.timeOf(value).day));
  }

  /** The repetitions that other events of the file stand for. */
  private replacedDays(events: readonly Component[]): number[] {
    if (propertyOf(this.component, 'recurrence-id') !== undefined) return [];
    const uid = textOf(this.component, 'uid');
    return events
      .filter((event) => uid !== '' && textOf(event, 'uid') === uid)
      .flatMap((event) => {
        const replaced = propertyOf(event, 'recurrence-id');
        if (replaced?.parameters['range'] !== undefined) {
          throw new CalendarFileError(
            'a repetition is replaced with all that follow it, which is not understood',
          );
        }
        return replaced === undefined ? [] : [this.timeOf(replaced.values[0]).day];
      });
  }
}

/** `P1W`, `P3D`, `PT8H30M`, `P1DT12H`. */
function minutesOf(duration: string): number {
  const match = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$/.exec(duration);
  if (match === null) throw new CalendarFileError(`${JSON.stringify(duration)} is no duration`);
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match.slice(1).map((text) => Number(text || 0));
  return ((weeks * 7 + days) * 24 + hours) * 60 + minutes;
}
