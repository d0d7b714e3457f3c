/**
 * Percent-encoding of RFC 3986 as both signature algorithms demand it: `A-Z a-z 0-9 - _ . ~` stay, a space is `%20`.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Text that is not valid `application/x-www-form-urlencoded`, or that names a parameter twice. */
export class FormSyntaxError extends Error {}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new FormSyntaxError('a percent-encoded sequence is not valid UTF-8');
  }
}

/**
 * Reads a query string or a form body into `target`.
 *
 * Clients send `*`, `!`, `(` and `)` literally but sign them encoded, so nothing of the raw spelling is kept.
 *
 * @throws FormSyntaxError
 */
export function readForm(text: string, target: Map<string, string>): void {
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const separator = pair.indexOf('=');
    const name = decode(separator < 0 ? pair : pair.slice(0, separator));
    if (target.has(name)) throw new FormSyntaxError(`the parameter "${name}" is given more than once`);
    target.set(name, separator < 0 ? '' : decode(pair.slice(separator + 1)));
  }
}
