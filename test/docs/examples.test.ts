import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { compileConfig } from '../../cli/compile-config';
import { allSchemas } from '../../cli/functions';
import { demoFleet } from '../../emulator';
import { configProblems } from '../../shared/runtime/config';

const ROOT = resolve(__dirname, '../..');
const PAGES = ['README.md', 'README.zh-CN.md', 'functions/instance-schedule/README.md'];

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  readonly runnable: boolean;
}

/** Fenced blocks of a page, also those inside lists. */
function blocksOf(page: string): Block[] {
  const source = readFileSync(join(ROOT, page), 'utf8');
  const fence = /(<!-- runnable -->\s+)?^( *)```(\w+)\n(.*?)^ *```$/gms;
  return [...source.matchAll(fence)].map(([, mark, indent = '', language = '', text = '']) => ({
    page,
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    runnable: mark !== undefined,
  }));
}

const blocks = PAGES.flatMap(blocksOf);

function shell(script: string, env: NodeJS.ProcessEnv = {}): string {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

const runnable = blocks.filter(({ runnable: marked }) => marked);
const commands = [...new Set(runnable.flatMap(({ text }) => text.trim().split('\n')))];

test('there are commands to run', () => {
  expect(commands.length).toBeGreaterThanOrEqual(6);
});

test.each(commands)('%s', (command) => {
  expect(shell(command)).not.toBe('');
});

test('the pages in two languages have the same commands', () => {
  const commandsOf = (page: string): string[] =>
    blocks
      .filter((block) => block.page === page && block.language === 'sh')
      .map(({ text }) => text.replaceAll(/#.*$/gm, '').replaceAll(/ +$/gm, ''));
  expect(commandsOf('README.zh-CN.md')).toEqual(commandsOf('README.md'));
});

const configurations = blocks.filter(({ language }) => language === 'yaml');

test.each(configurations)('$page: the configuration is valid, and nothing in it is odd', ({ text }) => {
  expect(configProblems(parse(text), allSchemas)).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), 'autopilot-docs-'));
  try {
    const file = join(folder, 'autopilot.yaml');
    writeFileSync(file, text);
    const warnings: string[] = [];
    for (const { name } of allSchemas) {
      compileConfig(file, name, new Date('2026-06-01T00:00:00Z'), (line) => void warnings.push(line));
    }
    expect(warnings).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.each(['README.md', 'README.zh-CN.md'])('the rehearsal of %s', (page) => {
  const blockWith = (word: string): string => {
    const found = blocks.find(
      (block) => block.page === page && block.language === 'sh' && block.text.includes(word),
    );
    if (found === undefined) throw new Error(`${page} has no block with ${word}`);
    return found.text;
  };
  let emulator: ChildProcess | undefined;

  afterEach(async () => {
    if (emulator === undefined) return;
    const gone = once(emulator, 'close');
    emulator.kill('SIGTERM');
    await gone;
  });

  test('works as written, with the key of the first line', async () => {
    const command = blockWith('emulator --fleet demo').trim().replace('--port 8090', '--port 0');
    const started = spawn('bash', ['-c', `exec ${command}`], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    emulator = started;
    const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
    const { endpoint, accessKeyId, accessKeySecret } = JSON.parse(line) as Record<string, string>;
    const script = blockWith('export ECS_ENDPOINT')
      .replace('http://127.0.0.1:8090', endpoint ?? '')
      .replace('ACCESS_KEY_ID=...', `ACCESS_KEY_ID=${accessKeyId ?? ''}`)
      .replace('ACCESS_KEY_SECRET=...', `ACCESS_KEY_SECRET=${accessKeySecret ?? ''}`);
    const output = shell(script);
    expect(output).toContain('instance-schedule:');
    expect(output).toContain('cn-hangzhou');
  });
});

test('the fleet is as large as the pages say', () => {
  const count = (demoFleet().instances ?? []).reduce((sum, one) => sum + (one.count ?? 1), 0);
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`${count} instances`);
  expect(readFileSync(join(ROOT, 'README.zh-CN.md'), 'utf8')).toContain(`${count} 个实例`);
});

test('links point at what exists', () => {
  for (const page of [...PAGES, 'CONTRIBUTING.md']) {
    const targets = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
    for (const [, target = ''] of targets) {
      expect(() => readFileSync(join(ROOT, page, '..', target))).not.toThrow(/ENOENT/);
    }
  }
});
