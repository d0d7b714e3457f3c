import { readTrigger } from '../../shared/runtime/trigger';
import {
  deploymentViolations,
  eventFiles,
  focusViolations,
  functionFolders,
  lengthViolations,
  lockfileViolations,
  pathViolations,
  shapeViolations,
  versionViolations,
} from './rules/repository';
import { readTree } from './source-tree';

const project = readTree();

function json(path: string): { packages: object } & Record<string, unknown> {
  return JSON.parse(project.get(path) ?? '') as ReturnType<typeof json>;
}

function tree(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(files));
}

describe('the project', () => {
  test('has functions of one shape', () => {
    expect(functionFolders(project)).not.toEqual([]);
    expect(shapeViolations(project)).toEqual([]);
  });

  test.each(functionFolders(project).flatMap((name) => eventFiles(project, name)))('can read %s', (path) => {
    expect(readTrigger(Buffer.from(project.get(path) ?? '')).name).not.toBe('');
  });

  test('deploys every function, and nothing else', () => {
    expect(deploymentViolations(project)).toEqual([]);
  });

  test('pins every version', () => {
    expect(versionViolations(json('package.json'))).toEqual([]);
  });

  test('installs from whichever registry a machine uses', () => {
    expect(lockfileViolations(json('package-lock.json'))).toEqual([]);
    expect(project.get('.npmrc')).toContain('omit-lockfile-registry-resolved=true\n');
  });

  test('has no overlong file', () => {
    expect(lengthViolations(project)).toEqual([]);
  });

  test('mentions no path outside of it', () => {
    expect(pathViolations(project)).toEqual([]);
  });

  test('runs all of its tests', () => {
    expect(focusViolations(project)).toEqual([]);
  });

  test('has no folder fc3 at its root, which `s deploy` would take for the component', () => {
    expect([...project.keys()].filter((path) => path.startsWith('fc3'))).toEqual([]);
  });
});

describe('each rule finds what it is for', () => {
  test('functions of another shape', () => {
    const files = tree({
      'functions/a/index.ts': '',
      'functions/a/plan.ts': '',
      'functions/a/README.md': '',
    });
    expect(shapeViolations(files)).toEqual([
      'functions/a/config.ts is missing',
      'functions/a/events/ has no payload',
    ]);
  });

  test('functions and resources without each other', () => {
    const files = tree({ 'functions/a/index.ts': '', 's.yaml': 'resources: { b: {} }' });
    expect(deploymentViolations(files)).toEqual(['s.yaml: b has no folder', 's.yaml: a is not deployed']);
  });

  test.each(['^1.2.3', '~1.2.3', '1.2', '1.x', '*', 'latest', '>=1.0.0', 'file:../a', 'npm:a@1.2.3'])(
    'version %s',
    (version) => {
      const manifest = { dependencies: { a: '1.2.3' }, devDependencies: { b: version } };
      expect(versionViolations(manifest)).toEqual([`devDependencies: b is ${version}, expected one version`]);
    },
  );

  test('an override that floats', () => {
    expect(versionViolations({ overrides: { a: '^1.0.0' } })).toEqual([
      'overrides: a is ^1.0.0, expected one version',
    ]);
  });

  test('addresses in the lockfile', () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.2.3', resolved: 'https://registry.example/a' },
    };
    expect(lockfileViolations({ packages })).toEqual(['node_modules/a is resolved to an address']);
  });

  test('overlong files', () => {
    const files = tree({
      'a.ts': 'a;\n'.repeat(401),
      'b.ts': 'b;\n'.repeat(400),
      'test/c.ts': 'c;\n'.repeat(500),
    });
    expect(lengthViolations(files)).toEqual(['a.ts has 401 lines, expected at most 400']);
  });

  test('paths outside of the project', () => {
    const above = ['..', 'shared', 'a'].join('/');
    const home = ['', 'home', 'somebody'].join('/');
    const files = tree({
      'README.md': `see ${home} and ${above}`,
      'cli/a.ts': `import '${above}'; // https://example.com${home}`,
      'cli/b/c.ts': `'../../${above}'`,
    });
    expect(pathViolations(files)).toEqual([
      `README.md mentions ${above.slice(0, -1)}`,
      `README.md mentions ${home}`,
      `cli/b/c.ts mentions ../../${above.slice(0, -1)}`,
    ]);
  });

  test.each(['test.only', 'test.skip.each', 'describe.each.skip', 'it.todo', 'xtest', 'fdescribe'])(
    'tests left out: %s',
    (block) => {
      expect(focusViolations(tree({ 'a.test.ts': `${block}('a', () => 1);` }))).toHaveLength(1);
    },
  );

  test.each([
    `const text = 'test.only'; // it.skip`,
    `const inBrowser = browser === undefined ? test.skip : test;`,
    `(live ? describe : describe.skip)('a', () => 1);`,
  ])('no test is left out by: %s', (text) => {
    expect(focusViolations(tree({ 'a.test.ts': text }))).toEqual([]);
  });
});
