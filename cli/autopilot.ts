#!/usr/bin/env node
import { main } from './main';

const terminal = {
  env: process.env,
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

void main(process.argv.slice(2), terminal).then((code) => {
  process.exitCode = code;
});
