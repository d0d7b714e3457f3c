import type { Problem } from '../../shared/core/errors';
import type { Deployment } from './read';
import { formatPosition, scalarsOf } from './tree';

/** What no s.yaml may hold, by what it looks like. */
const PATTERNS = [
  { what: 'an AccessKey ID', pattern: /\bLTAI[A-Za-z0-9]{12,26}\b/ },
  { what: 'a temporary AccessKey ID', pattern: /\bSTS\.[A-Za-z0-9]{10,}/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  {
    what: 'a webhook address with its token',
    pattern:
      /[?&](?:access_token|key)=[\w-]{16,}|\/bot\/v2\/hook\/[\w-]{16,}|hooks\.slack\.com\/services\/\w+\/\w+\/\w+/,
  },
] as const;

const SECRET_KEY = /secret|password|passwd|token|access_?key|private_?key|credential/i;
/** Keys, tokens and hashes: long and without spaces, dots or slashes. An AccessKeySecret has 30 characters. */
const SECRET_VALUE = /^[A-Za-z0-9+/=_-]{16,}$/;

const NEXT =
  'Remove it and revoke it: it was readable here. Functions get credentials from their role; other secrets come from ${env(...)}.';

/** Text that may not be repeated in a message. */
export function looksSecret(text: string): boolean {
  return PATTERNS.some(({ pattern }) => pattern.test(text)) || /[A-Za-z0-9+/=]{30,}/.test(text);
}

/** Everything in the files, comments included, that looks like a key, a secret or a token. Values are not repeated. */
export function secretProblems(deployment: Deployment): Problem[] {
  const problems: Problem[] = [];
  for (const [file, text] of deployment.texts) {
    for (const [index, line] of text.split('\n').entries()) {
      for (const { what, pattern } of PATTERNS) {
        const found = pattern.exec(line);
        if (found !== null) problems.push(secretProblem(what, `${file}:${index + 1}:${found.index + 1}`));
      }
    }
  }
  if (deployment.written === undefined) return problems;
  for (const { key, scalar } of scalarsOf(deployment.written)) {
    const { value } = scalar;
    if (typeof value !== 'string' || !SECRET_KEY.test(key) || !SECRET_VALUE.test(value)) continue;
    if (PATTERNS.some(({ pattern }) => pattern.test(value))) continue;
    problems.push(secretProblem(`a secret in \`${key}\``, formatPosition(scalar.at)));
  }
  return problems;
}

function secretProblem(what: string, where: string): Problem {
  return {
    code: 'secret_in_file',
    what: `this looks like ${what}`,
    where,
    expected: 'no secrets in the file',
    next: NEXT,
  };
}
