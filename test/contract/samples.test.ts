import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../../emulator/operations';
import { sampleOf } from './samples';
import { responseProblems } from './sdk-model';

const ACTIONS = readdirSync(join(__dirname, '../fixtures/emulator/samples')).map((file) =>
  file.replace(/\.json$/, ''),
);

describe.each(ACTIONS)('%s', (action) => {
  const sample = sampleOf(action);

  test('is an operation of the emulator', () => {
    expect(OPERATIONS.map(({ name }) => name)).toContain(action);
  });

  test('names the page it is shaped after', () => {
    expect(sample?.documentation).toMatch(/^https:\/\/(help\.aliyun\.com|www\.alibabacloud\.com)\//);
  });

  const product = OPERATIONS.find(({ name }) => name === action)?.product.name;
  // Of other products there is no model among the SDKs at hand.
  if (product !== 'Ecs') return;

  test('fits the SDK but for the listed differences', () => {
    const listed = Object.keys(sample?.differences ?? {});
    const problems = responseProblems(action, sample?.response ?? {}).filter(
      (problem) =>
        !listed.some((path) => problem.replaceAll(/\[\d+\]/g, '[]').startsWith(`${action}.${path}`)),
    );
    expect(problems).toEqual([]);
  });
});
