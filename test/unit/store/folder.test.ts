import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { folderStore } from '../../../shared/store';

const root = mkdtempSync(join(tmpdir(), 'store-'));
const bundle = join(root, 'store.js');
let folders = 0;

beforeAll(() => {
  buildSync({
    entryPoints: [resolve(__dirname, '../../../shared/store/index.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function newFolder(): string {
  folders += 1;
  return join(root, `folder-${folders}`);
}

/** A process that runs `body` with `store` (of this folder), `send` and `received(message)` in scope. */
function child(folder: string, body: string): ChildProcess {
  const script = join(root, `child-${readdirSync(root).length}.js`);
  writeFileSync(
    script,
    `const store = require(${JSON.stringify(bundle)}).folderStore(${JSON.stringify(folder)});
     const send = (message) => new Promise((done) => process.send(message, done));
     const received = () => new Promise((done) => process.once('message', done));
     (async () => { ${body} })().then(() => process.disconnect());`,
  );
  return fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

function next(from: ChildProcess): Promise<unknown> {
  return new Promise((done) => from.once('message', done));
}

function ended(process: ChildProcess): Promise<void> {
  return new Promise((done) =>
    process.once('exit', () => {
      done();
    }),
  );
}

describe('one process', () => {
  test('reads what was put, the newest value', async () => {
    const store = folderStore(newFolder());
    expect(await store.get('a/b')).toBeUndefined();
    await store.put('a/b', 'first');
    await store.put('a/b', 'zweites, 第二');
    expect(await store.get('a/b')).toEqual({
      value: 'zweites, 第二',
      lastModified: expect.any(Date) as Date,
    });
  });

  test('putIfAbsent leaves an existing value alone; delete makes room again', async () => {
    const store = folderStore(newFolder());
    expect(await store.putIfAbsent('lease', 'mine')).toBe(true);
    expect(await store.putIfAbsent('lease', 'yours')).toBe(false);
    expect((await store.get('lease'))?.value).toBe('mine');
    await store.delete('lease');
    await store.delete('lease');
    expect(await store.putIfAbsent('lease', 'yours')).toBe(true);
  });

  test('lists keys by prefix, sorted, and nothing that is not a key', async () => {
    const folder = newFolder();
    const store = folderStore(folder);
    expect(await store.list('')).toEqual([]);
    for (const key of ['runs/2', 'runs/10', 'runs', 'leases/a']) await store.put(key, '');
    writeFileSync(join(folder, 'NOTES.txt'), 'by hand');
    expect(await store.list('runs/')).toEqual(['runs/10', 'runs/2']);
    expect(await store.list('')).toEqual(['leases/a', 'runs', 'runs/10', 'runs/2']);
  });

  test('any two different keys hold different values, on any file system', async () => {
    const unit = fc.constantFrom(...Array.from('aAcCoOnN.%2eEéÉ第😀 :*-'));
    const name = fc.string({ unit, minLength: 1, maxLength: 8 }).filter((text) => !/^\.{1,2}$/.test(text));
    const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), async (keys) => {
        const folder = newFolder();
        const store = folderStore(folder);
        for (const each of keys) await store.put(each, each);
        for (const each of keys) expect((await store.get(each))?.value).toBe(each);
        expect([...(await store.list(''))].sort()).toEqual([...keys].sort());
        const files = readdirSync(folder).map((file) => file.toLowerCase());
        expect(new Set(files).size).toBe(keys.length + 1);
        expect(files.filter((file) => /[<>:"|?*]|[. ]$|^(?:con|nul|com1)(?:\.|$)/.test(file))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['nothing', ''],
    ['only a slash', '/'],
    ['an absolute path', '/etc/passwd'],
    ['a way up', '../up'],
    ['a way up and down', 'a/../../b'],
    ['a dot', './a'],
    ['an empty name', 'a//b'],
    ['a slash at the end', 'a/'],
    ['a backslash', 'a\\b'],
    ['a NUL', 'a\0b'],
    ['a line break', 'a\nb'],
    ['half a character', '\ud800'],
    ['more than 1023 bytes', 'x'.repeat(1024)],
  ])('refuses a key of %s', async (_, key) => {
    const folder = newFolder();
    const store = folderStore(folder);
    const uses = [store.get(key), store.put(key, ''), store.putIfAbsent(key, ''), store.delete(key)];
    for (const use of await Promise.allSettled(uses)) {
      expect(use).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', code: 'invalid_key' } });
    }
    expect(existsSync(folder)).toBe(false);
  });

  test('refuses a key that no file name can hold', async () => {
    await expect(folderStore(newFolder()).put('Ü'.repeat(50), '')).rejects.toMatchObject({
      code: 'invalid_key',
    });
  });

  test('says what failed and where when the folder cannot be used', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    const store = folderStore(file);
    const uses = [store.get('k'), store.put('k', ''), store.putIfAbsent('k', ''), store.list('')];
    for (const use of await Promise.allSettled(uses)) {
      expect(use).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', code: 'store_failed' } });
      expect(use).toHaveProperty('reason.message', expect.stringContaining(file));
    }
  });
});

describe('several processes', () => {
  test('of ten that put the same key if absent, exactly one wins, every time', async () => {
    const folder = newFolder();
    const keys = Array.from({ length: 20 }, (_, index) => `lease/${index}`);
    const children = Array.from({ length: 10 }, (_, index) =>
      child(
        folder,
        `await send('ready'); await received();
         const won = [];
         for (const key of ${JSON.stringify(keys)}) if (await store.putIfAbsent(key, 'process ${index}')) won.push(key);
         await send(won);`,
      ),
    );
    await Promise.all(children.map(next));
    const results = children.map(next);
    const exits = children.map(ended);
    for (const each of children) each.send('go');
    const won = (await Promise.all(results)) as string[][];
    expect(won.flat().sort()).toEqual([...keys].sort());
    const store = folderStore(folder);
    for (const [index, mine] of won.entries()) {
      for (const key of mine) expect((await store.get(key))?.value).toBe(`process ${index}`);
    }
    await Promise.all(exits);
  });

  test('a reader never sees part of a value', async () => {
    const folder = newFolder();
    const writers = ['a', 'b'].map((letter) =>
      child(folder, `for (let i = 0; i < 40; i++) await store.put('report', '${letter}'.repeat(200_000));`),
    );
    const writing = new Set(writers);
    for (const writer of writers) void ended(writer).then(() => writing.delete(writer));
    const store = folderStore(folder);
    const seen = new Set<string>();
    while (writing.size > 0) {
      const value = (await store.get('report'))?.value;
      if (value !== undefined) seen.add(`${value.slice(0, 1)}${value.length}${new Set(value).size}`);
    }
    expect([...seen].filter((each) => !/^[ab]2000001$/.test(each))).toEqual([]);
    expect(seen.size).toBeGreaterThan(0);
  });

  test('a crash before the value is in place leaves no value, and the key can be won', async () => {
    const folder = newFolder();
    const crashing = child(
      folder,
      `const files = require('node:fs/promises');
       files.link = files.rename = () => process.kill(process.pid, 'SIGKILL');
       await store.putIfAbsent('lease', 'crashed');`,
    );
    await ended(crashing);
    expect(crashing.signalCode).toBe('SIGKILL');
    const store = folderStore(folder);
    expect(readdirSync(join(folder, '.unfinished'))).toHaveLength(1);
    expect([await store.get('lease'), await store.list('')]).toEqual([undefined, []]);
    expect(await store.putIfAbsent('lease', 'next')).toBe(true);
  });
});
