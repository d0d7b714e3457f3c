import type { WantedState } from './schedule/timeline';

/**
 * - `intent`: about to act, or acted without having seen the effect
 * - `done`: acted, and the state was seen to be reached
 * - `seen`: it was so already
 * - `first`: seen for the first time; nothing is done before the next transition
 * - `kept`: not acted, because what somebody else started or stopped is kept
 * - `manual`: stopped by hand while it was to run, and kept so
 * - `failed`: acted, and refused
 */
const PHASES = ['intent', 'done', 'seen', 'first', 'kept', 'manual', 'failed'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * The last transition that was handled for an instance, kept in a tag on it. It tells a manual change (leave
 * it alone) from a transition that is still to be carried out, and shows the guard what was stopped within
 * the hour, which the API does not.
 */
export interface Memory {
  readonly phase: Phase;
  readonly state: WantedState;
  /** The schedule's transition that was handled, minute precision. */
  readonly transition: Date;
  /** When it was acted upon or seen, minute precision. */
  readonly at: Date;
  /** How often it was tried; 1 unless it is a repetition. */
  readonly attempt?: number;
  /** The type that the instance had before it was started as another one. */
  readonly ownType?: string | undefined;
  /** Since when it has been seen to be stopping, minute precision. */
  readonly stoppingSince?: Date;
  /** Code of the failure. */
  readonly code?: string;
}

const MINUTE = 60_000;
const FORM = new RegExp(
  `^(${PHASES.join('|')}):(running|stopped)@([\\dT:-]+Z)/([\\dT:-]+Z)((?:;[a-z]+=[^;]*)*)$`,
);

/** Placeholder that is replaced by the code of a failure when it happens. */
export const CODE = '{code}';

/** Tag value, at most 128 characters: `done:stopped@2026-11-20T11:00Z/2026-11-20T11:02Z`. */
export function encodeMemory(memory: Memory): string {
  const { attempt, ownType, stoppingSince, code } = memory;
  const extras = [
    ...(attempt === undefined || attempt === 1 ? [] : [`n=${attempt}`]),
    ...(ownType === undefined ? [] : [`type=${ownType}`]),
    ...(stoppingSince === undefined ? [] : [`since=${minuteText(stoppingSince)}`]),
    ...(code === undefined ? [] : [`err=${code}`]),
  ];
  return [
    `${memory.phase}:${memory.state}@${minuteText(memory.transition)}/${minuteText(memory.at)}`,
    ...extras,
  ].join(';');
}

/** The memory in a tag value; `undefined` when there is none or somebody else wrote it. */
export function decodeMemory(value: string | undefined): Memory | undefined {
  const match = FORM.exec(value ?? '');
  if (match === null) return undefined;
  const [, phase, state, transition, at, rest = ''] = match;
  const acted = minuteOf(at);
  const handled = minuteOf(transition);
  if (acted === undefined || handled === undefined) return undefined;
  const extras = new Map(rest.split(';').map((part) => part.split('=') as [string, string | undefined]));
  const attempt = Number(extras.get('n'));
  const ownType = extras.get('type');
  const stoppingSince = minuteOf(extras.get('since'));
  const code = extras.get('err');
  return {
    phase: phase as Phase,
    state: state as WantedState,
    transition: handled,
    at: acted,
    ...(Number.isInteger(attempt) && attempt > 1 ? { attempt } : {}),
    ...(ownType === undefined ? {} : { ownType }),
    ...(stoppingSince === undefined ? {} : { stoppingSince }),
    ...(code === undefined ? {} : { code }),
  };
}

/**
 * Whether a memory is about the transition that brought the wanted state, or a later one to the same state: an edited
 * schedule, which moves a transition back, brings nothing new.
 */
export function remembers(memory: Memory, state: WantedState, transition: Date): boolean {
  return memory.state === state && minuteText(memory.transition) >= minuteText(transition);
}

/** Whether the transition it is about is still to be carried out, or was begun without its end being seen. */
export function isUnfinished({ phase }: Memory): boolean {
  return phase === 'intent' || phase === 'failed';
}

/**
 * The type that an instance had before it was started as another one, as long as it has one of those that it may be
 * started as: any other type was chosen by a person.
 */
export function ownTypeIn(
  memory: Memory | undefined,
  presentType: string,
  fallbackTypes: readonly string[] = [],
): string | undefined {
  const ownType = memory?.ownType;
  return ownType !== presentType && fallbackTypes.includes(presentType) ? ownType : undefined;
}

/** Whether this function acted, as far as is known. */
export function isOurs({ phase }: Memory): boolean {
  return phase === 'intent' || phase === 'done' || phase === 'failed';
}

function minuteText(at: Date): string {
  return `${new Date(Math.floor(at.getTime() / MINUTE) * MINUTE).toISOString().slice(0, 16)}Z`;
}

function minuteOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
