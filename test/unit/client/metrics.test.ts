import { MetricsRecorder } from '../../../shared/client/metrics';

const write = (number: number) => ({
  operation: 'StopInstance',
  region: 'cn-hangzhou',
  requestId: `request-${number}`,
});

test('the last 1,000 changes are kept', () => {
  const recorder = new MetricsRecorder();
  for (let number = 1; number <= 1_001; number += 1) recorder.recordWrite(write(number));
  const { writes } = recorder.snapshot();
  expect([writes.length, writes[0], writes.at(-1)]).toEqual([1_000, write(2), write(1_001)]);
});

test('a snapshot does not change any more', () => {
  const recorder = new MetricsRecorder();
  recorder.count('StopInstance', 'calls');
  const before = recorder.snapshot();
  recorder.count('StopInstance', 'calls');
  recorder.recordWrite(write(1));
  expect(before).toEqual({
    operations: { StopInstance: { calls: 1, attempts: 0, retries: 0, throttles: 0, failures: 0 } },
    writes: [],
  });
});
