import type { Fault } from '../faults';
import { answer } from '../wire/surface';
import type { HttpReply } from '../wire/surface';

/** An answer before a fault has touched it. */
export interface Intended {
  readonly status: number;
  /** Error code, or `OK`. */
  readonly code: string;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What goes out, and what the journal notes of it. */
export interface Delivered {
  readonly reply: HttpReply;
  /** 0 when no answer was sent. */
  readonly status: number;
  readonly code: string;
}

/** Whether the fault takes the place of the whole call, so that nothing is carried out. */
export function preempts(fault: Fault | undefined): boolean {
  return fault?.effect === 'reset' || fault?.effect === 'htmlError';
}

/** @param latencyMs real milliseconds added to every answer */
export function deliver(intended: Intended, fault: Fault | undefined, latencyMs: number): Delivered {
  const { status, code, contentType, body, headers } = intended;
  const delayMs = latencyMs + (fault?.delayMs ?? 0);
  switch (fault?.effect) {
    case 'reset':
      return { reply: { kind: 'disconnect', delayMs }, status: 0, code: '' };
    case 'lostResponse':
      return { reply: { kind: 'disconnect', delayMs }, status: 0, code };
    case 'htmlError': {
      const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
      return { reply: answer(502, 'text/html', page, { delayMs }), status: 502, code: '' };
    }
    default: {
      const truncated = fault?.effect === 'truncate';
      return { reply: answer(status, contentType, body, { delayMs, truncated, headers }), status, code };
    }
  }
}
