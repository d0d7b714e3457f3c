import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FcFunction } from '../../../emulator/fc';

/** Directory of one test file: function code is written to it, and it is removed at the end. */
export class FunctionFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'functions-'));
  readonly bootstrap = join(this.path, 'fc-bootstrap.js');
  private written = 0;

  constructor() {
    buildSync({
      entryPoints: [resolve(__dirname, '../../../emulator/fc/bootstrap.ts')],
      outfile: this.bootstrap,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
    });
  }

  /** A function with this source as its code; the other properties are the smallest that work. */
  add(source: string, changes: Partial<FcFunction> = {}, file = 'index.js'): FcFunction {
    this.written += 1;
    const code = mkdtempSync(join(this.path, 'code-'));
    writeFileSync(join(code, file), source);
    return {
      functionName: `function-${this.written}`,
      code,
      handler: 'index.handler',
      timeout: 30,
      memorySize: 128,
      environment: {},
      ...changes,
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
