/* global fetch */
// The processes that the benchmarks start: the emulator, and the one that is measured.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { root } from '../scripts/setup.mjs';

/** Nothing of the caller's environment reaches what is measured. */
const ENVIRONMENT = { PATH: process.env.PATH, TZ: 'UTC' };

/** Emulators that must not outlive this process. */
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill()));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

/** The emulator in a process of its own, as `autopilot emulator` starts it. */
export async function startEmulator(...args) {
  const child = spawn(process.execPath, [join(root, 'dist/cli/autopilot.js'), 'emulator', ...args], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failure(child)]);
  const { endpoint, accessKeyId, accessKeySecret } = JSON.parse(line);
  const control = async (name, body) => {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${endpoint}/_emulator/${name}`, request);
    if (!answer.ok) throw new Error(`_emulator/${name}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    pid: child.pid,
    endpoint,
    accessKeyId,
    accessKeySecret,
    control,
    /** How often each operation was called, or what `nameOf` calls its journal entries. */
    async calls(nameOf = ({ operation }) => operation) {
      const { entries } = await control('journal');
      const counts = new Map();
      for (const entry of entries) counts.set(nameOf(entry), (counts.get(nameOf(entry)) ?? 0) + 1);
      return counts;
    },
    async stop() {
      running.delete(child);
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/**
 * Runs `_probe.cjs` on a module.
 *
 * @returns milliseconds, milliseconds of processor time, megabytes of resident memory, and the counts of the report
 * when a handler was run
 */
export async function probe(module, { args = [], env = {} } = {}) {
  const child = spawn(process.execPath, [join(root, 'bench/_probe.cjs'), module, ...args], {
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const written = text(child.stdio[3]);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${module} failed; what it said is above`);
  return JSON.parse(await written);
}

async function failure(child) {
  const [code] = await once(child, 'exit');
  throw new Error(`the emulator ended with ${code} before it was ready`);
}
