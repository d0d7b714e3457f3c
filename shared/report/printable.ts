/**
 * Control characters, and the marks that reorder text or hide in it (Unicode bidirectional controls, zero-width
 * characters, line and paragraph separators).
 */
const UNPRINTABLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Text on one line with nothing in it that a terminal obeys or a person does not see: names and tags are chosen by
 * other people.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? ' '
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text that is safe between tags and inside quoted attributes, whatever people put into names and tags. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
