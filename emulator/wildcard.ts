export interface WildcardRules {
  /** `?` stands for one character. */
  readonly single?: boolean;
  readonly ignoreCase?: boolean;
}

/** A pattern in which `*` stands for any characters. */
export interface Wildcard {
  /** Whether the pattern matches the whole text. */
  test(text: string): boolean;
}

/**
 * Reads a pattern. Requests bring patterns, so that this is no regular expression: a hostile one would take for ever,
 * here it takes no longer than the length of the pattern times that of the text.
 */
export function wildcard(
  pattern: string,
  { single = false, ignoreCase = false }: WildcardRules = {},
): Wildcard {
  const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
  return { test: (text) => matches(wanted, ignoreCase ? text.toLowerCase() : text, single) };
}

function matches(pattern: string, text: string, single: boolean): boolean {
  let at = 0;
  let star = -1;
  let tried = 0;
  for (let index = 0; index < text.length;) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      tried = index;
      at += 1;
    } else if (wanted === text[index] || (single && wanted === '?')) {
      at += 1;
      index += 1;
    } else if (star < 0) {
      return false;
    } else {
      // The last star takes one more character.
      tried += 1;
      index = tried;
      at = star + 1;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
