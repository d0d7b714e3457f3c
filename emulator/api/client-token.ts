import type { Parameter } from './parameter';
import { text } from './scalars';

/** Makes a repeated request safe: the first answer is given again instead of acting again. */
export function clientToken(): Parameter<string | undefined> {
  return text({ pattern: /^[\x21-\x7e]{1,64}$/, expected: 'at most 64 ASCII characters' });
}
