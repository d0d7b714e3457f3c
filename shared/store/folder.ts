import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../core/errors';
import { checkKey, StoreError } from './store';
import type { Store, StoredValue } from './store';

/** Most file systems hold names of 255 bytes. */
const MAX_FILE_NAME = 255;
/** Values are written here first; what a crash leaves behind is never read. Its name is not the name of any key. */
const UNFINISHED = '.unfinished';

/**
 * A store in one folder, made on the first write, for any number of processes of one machine: values are written
 * beside the others, flushed to the disk and then put in place in one step. Needs a file system with hard links.
 *
 * @param folder absolute path, or relative to the working directory
 */
export function folderStore(folder: string): Store {
  return new FolderStore(folder);
}

class FolderStore implements Store {
  constructor(private readonly folder: string) {}

  async get(key: string): Promise<StoredValue | undefined> {
    const file = this.fileOf(key);
    return this.attempt(`read ${key}`, 'ENOENT', undefined, async () => {
      const handle = await open(file, 'r');
      try {
        // Both of the one file that was opened, even when another takes its place now.
        return {
          value: await handle.readFile('utf8'),
          lastModified: new Date((await handle.stat()).mtimeMs),
        };
      } finally {
        await handle.close();
      }
    });
  }

  async putIfAbsent(key: string, value: string): Promise<boolean> {
    const file = this.fileOf(key);
    // A link is made only where there is no file, which a rename does not promise.
    return this.attempt(`write ${key}`, 'EEXIST', false, () =>
      this.place(value, async (complete) => {
        await link(complete, file);
        return true;
      }),
    );
  }

  async put(key: string, value: string): Promise<void> {
    const file = this.fileOf(key);
    await this.attempt(`write ${key}`, undefined, undefined, () =>
      this.place(value, (complete) => rename(complete, file)),
    );
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names = await this.attempt('list the keys', 'ENOENT', [], () => readdir(this.folder));
    return names
      .flatMap((name) => keyOf(name) ?? [])
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  async delete(key: string): Promise<void> {
    const file = this.fileOf(key);
    await this.attempt(`delete ${key}`, undefined, undefined, () => rm(file, { force: true }));
  }

  private fileOf(key: string): string {
    checkKey(key);
    const name = fileNameOf(key);
    if (name.length <= MAX_FILE_NAME) return join(this.folder, name);
    throw new StoreError({
      code: 'invalid_key',
      what: `the key ${key} is too long for a file name`,
      where: this.folder,
      expected: `at most ${MAX_FILE_NAME} characters, of which capitals and most punctuation take three`,
    });
  }

  /** Writes the value completely, then lets `finish` put it in place. */
  private async place<T>(value: string, finish: (complete: string) => Promise<T>): Promise<T> {
    const unfinished = join(this.folder, UNFINISHED);
    await mkdir(unfinished, { recursive: true });
    const complete = join(unfinished, randomUUID());
    try {
      await writeDurably(complete, value);
      const result = await finish(complete);
      await syncFolder(this.folder);
      return result;
    } finally {
      await rm(complete, { force: true });
    }
  }

  /** Runs `action`; the system error `expected` means `otherwise`, any other is a StoreError. */
  private async attempt<T>(
    what: string,
    expected: string | undefined,
    otherwise: T,
    action: () => Promise<T>,
  ): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (expected !== undefined && (error as NodeJS.ErrnoException).code === expected) return otherwise;
      throw new StoreError(
        {
          code: 'store_failed',
          what: `cannot ${what} (${messageOf(error)})`,
          where: this.folder,
          next: 'Check that the folder of the store exists, is writable and has space.',
        },
        { cause: error },
      );
    }
  }
}

async function writeDurably(file: string, value: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(value, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a new name in a folder survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * A key as one file name: lower-case letters, digits, `_`, `-` and inner dots stay, every other byte becomes `%xx`, so
 * that different keys have different files also where case is ignored, and no name is special to any system.
 */
function fileNameOf(key: string): string {
  const encoded = key.replace(/[^a-z0-9_.-]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return encoded.replace(/^\.|\.$/g, '%2e').replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/, encodeFirst);
}

function encodeFirst(name: string): string {
  return `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}

/** The key of a file; undefined for files that are not the store's. */
function keyOf(fileName: string): string | undefined {
  try {
    const key = decodeURIComponent(fileName);
    return fileNameOf(key) === fileName ? key : undefined;
  } catch {
    return undefined;
  }
}
