import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this project: the nearest one above this program that has its s.yaml. */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 's.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no s.yaml in any folder above ${__dirname}`);
    folder = parent;
  }
  return folder;
}
