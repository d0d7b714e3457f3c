export { NotifyError } from './notifier';
export type { Notifier, NotifyMessage } from './notifier';
export { signature, webhookNotifier } from './webhook';
export type { WebhookOptions } from './webhook';
