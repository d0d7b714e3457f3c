import { assertRehearsalHost } from '../client';
import { ConfigError, messageOf } from '../core/errors';
import type { Report } from '../core/report';
import type { NotifyMessage } from '../notify';
import { webhookNotifier } from '../notify';
import { modeText, summarise, targetText } from '../report/summary';
import { folderStore } from '../store';
import type { CommonConfig, NotifyConfig } from './config';
import type { WriteLine } from './log';

type Environment = Readonly<Record<string, string | undefined>>;

const LONGEST_DELIVERY_MS = 10_000;

/** Resources named in a message; the report has them all. */
const NAMED_IN_MESSAGE = 20;

/**
 * Takes a report to the store and to the people whom the configuration names. A receiver that fails is a line in
 * the log: what was done to instances does not become undone by it.
 *
 * @param timeoutMs how long the receivers may take, at most ten seconds
 */
export async function deliver(
  report: Report,
  config: CommonConfig,
  env: Environment,
  write: WriteLine,
  timeoutMs = LONGEST_DELIVERY_MS,
): Promise<void> {
  const deliveries: [string, () => Promise<void>][] = [];
  const { store, notify = [] } = config;
  if (store !== undefined) {
    deliveries.push([
      'store',
      () => folderStore(store.folder).put(reportKey(report), JSON.stringify(report)),
    ]);
  }
  for (const receiver of notify.filter((one) => concerns(one.when, report))) {
    deliveries.push([`webhook ${receiver.urlFrom}`, () => notifyOne(receiver, report, env, timeoutMs)]);
  }
  await Promise.all(
    deliveries.map(([name, send]) =>
      send().catch((error: unknown) => {
        write(
          JSON.stringify({
            level: 'error',
            event: 'delivery',
            runId: report.runId,
            to: name,
            error: messageOf(error),
          }),
        );
      }),
    ),
  );
}

/** `reports/instance-schedule/2026-11-20/110204-<run id>.json`, in UTC: sorted by time within a function. */
function reportKey(report: Report): string {
  const [date = '', time = ''] = report.startedAt.split('T');
  const safeId = report.runId.replace(/[^\w-]/g, '_');
  return `reports/${report.function}/${date}/${time.slice(0, 8).replaceAll(':', '')}-${safeId}.json`;
}

function concerns(when: NotifyConfig['when'], report: Report): boolean {
  if (when === 'always') return true;
  const { counts, outcomes, verdict } = report;
  const problems = verdict !== 'complete' || outcomes.some((outcome) => outcome.severity === 'error');
  return problems || (when === 'changes' && counts.done + counts.unverified + counts.refused > 0);
}

async function notifyOne(
  receiver: NotifyConfig,
  report: Report,
  env: Environment,
  timeoutMs: number,
): Promise<void> {
  const url = fromEnvironment(receiver.urlFrom, env);
  const secret =
    receiver.secretFrom === undefined ? {} : { secret: fromEnvironment(receiver.secretFrom, env) };
  const assertHost = (destination: URL): void => {
    assertRehearsalHost(destination.href, env['ECS_ENDPOINT']);
  };
  const limit = Math.round(Math.max(0, Math.min(LONGEST_DELIVERY_MS, timeoutMs)));
  await webhookNotifier({ url, ...secret, assertHost, timeoutMs: limit }).notify(messageFor(report));
}

function fromEnvironment(name: string, env: Environment): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new ConfigError({
    code: 'variable_missing',
    where: `environment variable ${name}`,
    what: 'notify names it, but it is not set',
    next: 'Set it in the environment of the function',
  });
}

/** What people are told: the headline, then what needs attention and what was done. */
export function messageFor(report: Report): NotifyMessage {
  const { headline, attention, actions } = summarise(report);
  const outcomes = [...new Set([...attention, ...actions])];
  const lines = outcomes
    .slice(0, NAMED_IN_MESSAGE)
    .map(
      (outcome) => `${outcome.result} ${targetText(outcome)} in ${outcome.target.region}: ${outcome.reason}`,
    );
  const more = outcomes.length > lines.length ? [`and ${outcomes.length - lines.length} more`] : [];
  return {
    title: `${report.function}: ${headline}`,
    text: [modeText(report), ...lines, ...more].join('\n'),
    severity: report.verdict === 'complete' ? (attention.length > 0 ? 'warning' : 'info') : 'critical',
    time: new Date(report.finishedAt),
    data: { runId: report.runId, verdict: report.verdict, counts: report.counts },
  };
}
