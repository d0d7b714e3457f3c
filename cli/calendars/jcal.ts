import ical from 'ical.js';
import { messageOf } from '../../shared/core/errors';

/** A calendar file that cannot be used: what is wrong in it, and what was expected. */
export class CalendarFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CalendarFileError';
  }
}

/** A property of a component, RFC 7265 section 3.4. */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly values: readonly unknown[];
}

/** A calendar, an event or another part of a file. */
export interface Component {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
}

type WireProperty = readonly [string, Readonly<Record<string, unknown>>, string, ...unknown[]];
type WireComponent = readonly [string, readonly WireProperty[], readonly WireComponent[]];

/**
 * The calendars of an iCalendar file.
 *
 * @throws CalendarFileError for what is no iCalendar
 */
export function calendarsIn(text: string): Component[] {
  const parsed = parse(text);
  const isOne = typeof parsed[0] === 'string';
  const components = (isOne ? [parsed] : parsed) as readonly WireComponent[];
  const calendars = components.map(componentOf).filter(({ name }) => name === 'vcalendar');
  if (calendars.length > 0) return calendars;
  throw new CalendarFileError('there is no calendar in it; expected BEGIN:VCALENDAR');
}

function parse(text: string): readonly unknown[] {
  try {
    return ical.parse(text) as readonly unknown[];
  } catch (error) {
    throw new CalendarFileError(`it is no iCalendar: ${messageOf(error)}`);
  }
}

function componentOf([name, properties, components]: WireComponent): Component {
  return {
    name,
    properties: properties.map(([key, parameters, , ...values]) => ({ name: key, parameters, values })),
    components: components.map(componentOf),
  };
}

/** The only property of a name, if there is one. */
export function propertyOf(component: Component, name: string): Property | undefined {
  return component.properties.find((property) => property.name === name);
}

/** The text of a property; empty without it. */
export function textOf(component: Component, name: string): string {
  const [value] = propertyOf(component, name)?.values ?? [];
  return typeof value === 'string' ? value : '';
}
