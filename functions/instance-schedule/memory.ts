import type { WantedState } from './schedule/timeline';

/**
 * The last transition that was handled for an instance, kept in a tag on it. It tells a manual change (leave
 * it alone) from a transition that is still to be carried out, and shows the guard what was stopped within
 * the hour, which the API does not.
 */
export interface Memory {
  /** `intent` before acting, `done` when the state was seen to be reached, `seen` when it was so without acting. */
  readonly phase: 'intent' | 'done' | 'seen';
  readonly state: WantedState;
  /** The schedule's transition that was handled, minute precision. */
  readonly transition: Date;
  /** When it was acted upon or seen, minute precision. */
  readonly at: Date;
}

const MINUTE = 60_000;
const FORM = /^(intent|done|seen):(running|stopped)@([\dT:-]+Z)\/([\dT:-]+Z)$/;

/** Tag value, at most 60 of the 128 characters that a value may have: `done:stopped@2026-11-20T11:00Z/2026-11-20T11:02Z`. */
export function encodeMemory(memory: Memory): string {
  return `${memory.phase}:${memory.state}@${minuteText(memory.transition)}/${minuteText(memory.at)}`;
}

/** The memory in a tag value; `undefined` when there is none or somebody else wrote it. */
export function decodeMemory(value: string | undefined): Memory | undefined {
  const match = FORM.exec(value ?? '');
  if (match === null) return undefined;
  const [, phase, state, transition, at] = match;
  const acted = minuteOf(at);
  const handled = minuteOf(transition);
  if (acted === undefined || handled === undefined) return undefined;
  return { phase: phase as Memory['phase'], state: state as WantedState, transition: handled, at: acted };
}

/** Whether a memory is about the transition that brought the wanted state. */
export function remembers(memory: Memory, state: WantedState, transition: Date): boolean {
  return memory.state === state && minuteText(memory.transition) === minuteText(transition);
}

function minuteText(at: Date): string {
  return `${new Date(Math.floor(at.getTime() / MINUTE) * MINUTE).toISOString().slice(0, 16)}Z`;
}

function minuteOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
