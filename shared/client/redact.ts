const MASK = '[redacted]';

/**
 * Things that must never be in a message, by their shape: the query of a URL (pop-core style requests are signed
 * there), signatures, secrets and tokens with their name, and the string to sign that the service sends back when a
 * signature does not match (it holds the security token).
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/(https?:\/\/[^\s?#'"<>]*)[?#][^\s'"<>]*/gi, `$1?${MASK}`],
  [/(string to sign\b)[\s\S]*/gi, `$1 ${MASK}`],
  [/((?:ACS3-HMAC-SHA256|acs)\s+Credential=)[^\r\n]*/gi, `$1${MASK}`],
  [
    /(\b(?:x-acs-)?(?:access-?key-?secret|security-?token|signature(?!-?(?:method|version|nonce|type))|authorization)["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
    `$1${MASK}`,
  ],
  [/\bCAIS[A-Za-z0-9+/=%_-]{16,}/g, MASK],
];

/**
 * Text without the given secrets and without anything that has the shape of one.
 *
 * @param secrets values known to be secret, in any of their usual encodings
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = [...new Set(secrets.filter((secret) => secret !== '').flatMap(encodings))].sort(
    (a, b) => b.length - a.length,
  );
  const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return SHAPES.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), withoutKnown);
}

function encodings(secret: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(secret).toString());
  return [secret, encoded, encodeURIComponent(encoded), JSON.stringify(secret).slice(1, -1)];
}
