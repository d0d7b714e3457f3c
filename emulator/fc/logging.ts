import { format } from 'node:util';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];
type Write = (...values: unknown[]) => void;

export type FcLogger = Readonly<Record<Level | 'log', Write>>;

/**
 * `context.logger`, and what the runtime makes of `console`: lines of the form
 * `2024-03-04T07:01:16.927Z <request id> [info] message`, from the level in `ALIYUN_FC_LOG_LEVEL` upwards.
 * See https://help.aliyun.com/document_detail/2512968.html.
 */
export function createLogger(requestId: string, now: () => Date): FcLogger {
  const threshold = LEVELS.indexOf(process.env['ALIYUN_FC_LOG_LEVEL'] as Level);
  const writer =
    (level: Level): Write =>
    (...values) => {
      if (LEVELS.indexOf(level) < threshold) return;
      process.stdout.write(`${now().toISOString()} ${requestId} [${level}] ${format(...values)}\n`);
    };
  const info = writer('info');
  return { debug: writer('debug'), info, log: info, warn: writer('warn'), error: writer('error') };
}
