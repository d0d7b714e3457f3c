import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import type { InstanceMessage, InvokeMessage, ResultMessage } from './messages';

export interface InstanceOptions {
  readonly bootstrap: string;
  readonly code: string;
  /** The complete environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memorySizeMb: number;
  /** File that receives what the process prints. */
  readonly logFile: string;
}

export type Answer =
  | { readonly kind: 'result'; readonly result: ResultMessage }
  | { readonly kind: 'exited' }
  | { readonly kind: 'timeout' };

/** A function instance: one process, one event at a time. */
export class FunctionInstance {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;

  constructor(private readonly options: InstanceOptions) {
    // Both output streams go to one file: lines stay in order, and what a dying process printed is kept.
    const log = openSync(options.logFile, 'a');
    this.child = fork(options.bootstrap, [], {
      cwd: options.code,
      env: { ...options.environment },
      execArgv: [`--max-old-space-size=${options.memorySizeMb}`],
      serialization: 'advanced',
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => {
        resolve();
      });
      this.child.once('error', () => {
        resolve();
      });
    });
  }

  /**
   * Waits until the process runs.
   * @throws Error when it cannot be started
   */
  async ready(): Promise<void> {
    const running = new Promise<boolean>((resolve) => {
      this.child.once('message', () => {
        resolve(true);
      });
    });
    if (await Promise.race([running, this.exited.then(() => false)])) return;
    const { bootstrap, code } = this.options;
    throw new Error(
      `the function instance did not start (bootstrap ${bootstrap}, code ${code}): ${this.takeLogs()}`,
    );
  }

  get alive(): boolean {
    return this.child.connected && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Hands over one event and waits for its answer, the end of the process or the timeout, which ends the process. */
  async invoke(message: InvokeMessage, timeoutMs: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    let onMessage: ((message: InstanceMessage) => void) | undefined;
    const answer = await Promise.race<Answer>([
      new Promise((resolve) => {
        onMessage = (received) => {
          if (received.type === 'result') resolve({ kind: 'result', result: received });
        };
        this.child.on('message', onMessage);
      }),
      new Promise((resolve) => {
        timer = setTimeout(() => {
          resolve({ kind: 'timeout' });
        }, timeoutMs);
      }),
      this.exited.then(() => ({ kind: 'exited' as const })),
      this.send(message),
    ]);
    clearTimeout(timer);
    if (onMessage !== undefined) this.child.off('message', onMessage);
    if (answer.kind !== 'result') await this.stop();
    return answer;
  }

  /** What was printed since the last call. */
  takeLogs(): string {
    const text = readFileSync(this.options.logFile, 'utf8');
    truncateSync(this.options.logFile);
    return text;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Resolves only when the message cannot be delivered, which is an exit that was not noticed yet. */
  private send(message: InvokeMessage): Promise<Answer> {
    return new Promise((resolve) => {
      this.child.send(message, (error) => {
        if (error !== null) resolve({ kind: 'exited' });
      });
    });
  }
}
