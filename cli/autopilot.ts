#!/usr/bin/env node
import { main } from './main';
import { EXIT } from './output';

/**
 * A reader that has seen enough (`| head -1`) is no failure, and must not end a run half-way. Anything else that
 * keeps output from being written is one.
 */
function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = EXIT.failed;
  process.stderr.write(`error: the output could not be written: ${error.message}\n`);
}

process.stdout.on('error', onWriteError);
process.stderr.on('error', () => undefined);

const terminal = {
  env: process.env,
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

void main(process.argv.slice(2), terminal).then((code) => {
  process.exitCode ??= code;
});
