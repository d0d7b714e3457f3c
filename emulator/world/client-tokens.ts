import { createHash } from 'node:crypto';
import type { ApiError } from '../errors';
import type { Body } from '../wire/render';

/** A token is remembered for a day. https://help.aliyun.com/document_detail/25693.html */
const REMEMBERED_MS = 24 * 3_600_000;

interface Answered {
  readonly parameters: string;
  readonly answer: Body;
  readonly forgetAt: number;
}

/** The tokens that one account has used. */
export class ClientTokens {
  private readonly answered = new Map<string, Answered>();

  /**
   * Carries a request out unless the same operation was carried out with this token before.
   *
   * @param parameters everything sent, in a form that is equal for equal requests
   * @param now virtual epoch milliseconds
   * @param mismatch the error when the token was used with other parameters
   * @throws ApiError
   */
  once(
    key: string,
    parameters: ReadonlyMap<string, string>,
    now: number,
    carryOut: () => Body,
    mismatch: () => ApiError,
  ): Body {
    this.prune(now);
    const digest = digestOf(parameters);
    const known = this.answered.get(key);
    if (known === undefined) {
      const answer = carryOut();
      this.answered.set(key, { parameters: digest, answer, forgetAt: now + REMEMBERED_MS });
      return answer;
    }
    if (known.parameters === digest) return known.answer;
    throw mismatch();
  }

  private prune(now: number): void {
    for (const [key, { forgetAt }] of this.answered) {
      if (forgetAt > now) return;
      this.answered.delete(key);
    }
  }
}

function digestOf(parameters: ReadonlyMap<string, string>): string {
  const sorted = [...parameters].sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64');
}
