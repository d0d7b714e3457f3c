import type { Body } from './render';

/**
 * The fields of several bodies in one; where two have the same field, the later one counts. V8 takes ten times as long
 * to spread as many fields as an instance has into an object literal.
 */
export function merged(...parts: readonly Body[]): Body {
  return Object.assign({}, ...parts) as Body;
}
