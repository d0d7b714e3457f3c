import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
/** `s` runs a folder of the working directory that is named like a component in place of the component. */
const STAND_IN = join(ROOT, 'test/stand-in');

export const S_YAML = join(ROOT, 's.yaml');

export interface Answer {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * The real `s` command with a home of its own and nothing of this machine's environment. With `-o json` it exits 0 also when a
 * component or `s verify` fails, so that option is for output whose presence is checked.
 */
export class ServerlessDevs {
  private readonly home = mkdtempSync(join(tmpdir(), 's-home-'));

  run(args: readonly string[], environment: Record<string, string> = {}): Promise<Answer> {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.home,
      // Without this it reports every command to its makers and looks for updates.
      NODE_ENV: 'test',
      ...environment,
    };
    const command = join(ROOT, 'node_modules/@serverless-devs/s/bin/s');
    return new Promise((done) => {
      const options = { cwd: STAND_IN, env, maxBuffer: 16 * 1024 * 1024, timeout: 60_000 };
      execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        done({ exitCode, output: stdout + stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The JSON object that `-o json` prints among other lines. */
export function jsonIn(output: string): unknown {
  return JSON.parse(output.slice(output.search(/^\{/m), output.lastIndexOf('}') + 1));
}
