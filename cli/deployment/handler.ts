import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Problem } from '../../shared/core/errors';
import type { Resource } from './read';
import { formatPosition, lookupText, positionOf } from './tree';

const LOAD_TIMEOUT_MS = 15_000;
const BUILD = 'Build it: npm run build';

/** Run in a process of its own: loads a module and reports the type of an export, or why it cannot be loaded. */
const PROBE = `
  const { pathToFileURL } = require('node:url');
  const [file, name] = process.argv.slice(1);
  const answer = (message) => process.send(message, () => process.exit());
  import(pathToFileURL(file).href).then(
    (module) => {
      const exported = { ...module, ...module.default };
      answer({ type: typeof exported[name], names: Object.keys(exported).filter((key) => key !== 'default') });
    },
    (error) => answer({ error: String(error && error.message || error) }),
  );
`;

type ProbeAnswer = { readonly type: string; readonly names: readonly string[] } | { readonly error: string };

/**
 * Whether the code directory holds the handler's file and the file exports the handler: loaded, but not called.
 *
 * @param directory absolute path that `code` starts from
 */
export async function handlerProblems({ props }: Resource, directory: string): Promise<Problem[]> {
  const code = lookupText(props, ['code']);
  const handler = lookupText(props, ['handler']);
  if (code === undefined || handler === undefined) return [];
  const where = formatPosition(positionOf(props, ['handler']));
  const folder = resolve(directory, code);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const codeAt = formatPosition(positionOf(props, ['code']));
    return [
      {
        code: 'code_missing',
        what: `there is no directory ${folder}`,
        where: codeAt,
        expected: 'the directory of a built function',
        next: BUILD,
      },
    ];
  }
  const dot = handler.lastIndexOf('.');
  const names = ['.js', '.mjs'].map((extension) => `${handler.slice(0, dot)}${extension}`);
  const file = names.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (file === undefined) {
    return [
      {
        code: 'handler_missing',
        what: `${folder} has no ${names.join(' or ')}`,
        where,
        expected: `the file that ${handler} names`,
        next: BUILD,
      },
    ];
  }
  return exportProblems(file, handler.slice(dot + 1), where);
}

async function exportProblems(file: string, name: string, where: string): Promise<Problem[]> {
  const answer = await probe(file, name);
  if ('error' in answer) {
    const what = `${file} cannot be loaded (${answer.error})`;
    return [
      {
        code: 'handler_load_failed',
        what,
        where,
        expected: 'code that loads without account, network and environment variables',
      },
    ];
  }
  if (answer.type === 'function') return [];
  const expected = `one of its exports: ${answer.names.join(', ') || '(none)'}`;
  return [{ code: 'handler_missing', what: `${file} exports no function \`${name}\``, where, expected }];
}

function probe(file: string, name: string): Promise<ProbeAnswer> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, ['-e', PROBE, file, name], {
      // Nothing of the caller's environment: loading code must not find credentials.
      env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: LOAD_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('message', (answer) => {
      settle(answer as ProbeAnswer);
    });
    child.once('error', (error) => {
      settle({ error: error.message });
    });
    child.once('exit', (code, signal) => {
      settle({
        error:
          signal === 'SIGKILL'
            ? `no end within ${LOAD_TIMEOUT_MS / 1000} s`
            : `it ended the process with code ${code ?? 0}`,
      });
    });
  });
}
