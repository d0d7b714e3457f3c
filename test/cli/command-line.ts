import { execFile, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../emulator';
import { main } from '../../cli/main';
import type { Problem } from '../../shared/core/errors';

const ROOT = join(__dirname, '../..');
const PROGRAM = join(ROOT, 'dist/cli/autopilot.js');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Nothing of the machine that runs the tests is seen: no credentials file, no variables. */
const BARE: NodeJS.ProcessEnv = { ALIBABA_CLOUD_CREDENTIALS_FILE: '/nonexistent/credentials' };

/** Runs one command line in this process. */
export async function autopilot(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const written = { out: '', err: '' };
  const code = await main(args, {
    env: { ...BARE, ...env },
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
  });
  return { code, ...written };
}

/** Starts the built program. */
export function startProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [PROGRAM, ...args], { cwd: ROOT, env: { ...BARE, ...env } });
}

/** Runs the built program to its end. */
export function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input: string | Buffer = '',
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd: ROOT, env: { ...BARE, ...env }, maxBuffer: 1 << 26 },
      (_error, out, err) => {
        resolve({ code: child.exitCode ?? -1, out, err });
      },
    );
    child.stdin?.end(input);
  });
}

/** What an emulator prints, as the environment of a command. */
export function environmentOf(emulator: Emulator): NodeJS.ProcessEnv {
  return {
    ECS_ENDPOINT: emulator.endpoint,
    ALICLOUD_ACCESS_KEY_ID: emulator.accessKeyId,
    ALICLOUD_ACCESS_KEY_SECRET: emulator.accessKeySecret,
  };
}

/** The problems of an error that was printed as JSON. */
export function problemsOf(ended: Ended): { error: string; problems: Problem[] } {
  return JSON.parse(ended.err) as { error: string; problems: Problem[] };
}

/** Files of one test, in a folder of their own. */
export interface Files {
  readonly path: (name: string) => string;
  /** @returns the path */
  write(name: string, text: string | Buffer): string;
  remove(): void;
}

export function temporaryFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'autopilot-test-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write(name, text) {
      writeFileSync(path(name), text);
      return path(name);
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
