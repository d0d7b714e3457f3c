/** Texts that were seen lately. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/**
 * The same text, in memory once: a large fleet repeats few types, states and tags, and what is one text is compared at
 * a glance.
 */
export function sharedText(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, text);
  return text;
}
