import { AutopilotError } from '../core/errors';

/** What a person is told about a run. */
export interface NotifyMessage {
  /** One line. */
  readonly title: string;
  /** Plain text, possibly of several lines. */
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly time: Date;
  /** For receivers that act on it, such as the summary of a report; must be representable as JSON. */
  readonly data?: unknown;
}

/** Tells people what happened. */
export interface Notifier {
  /** @throws NotifyError when the receiver did not accept the message */
  notify(message: NotifyMessage): Promise<void>;
}

/** A message was not accepted. Says the receiver's host, never its path, query or credentials: those are secrets. */
export class NotifyError extends AutopilotError {
  override readonly name = 'NotifyError';
}
