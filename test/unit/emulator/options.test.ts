import { EmulatorInputError, startEmulator } from '../../../emulator';

test('every wrong option is a line of its own', async () => {
  const start = startEmulator({
    port: 70_000,
    now: 'yesterday',
    rate: 0,
    latencyMs: NaN,
    seed: 0.5,
    durations: { start: NaN, stop: -1, jitter: 5 },
    journalCapacity: -1,
  });
  const error: unknown = await start.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmulatorInputError);
  expect((error as EmulatorInputError).problems.map((line) => line.split(':')[0])).toEqual([
    'options.port',
    'options.now',
    'options.rate',
    'options.latencyMs',
    'options.seed',
    'options.durations.start',
    'options.durations.stop',
    'options.durations.jitter',
    'options.journalCapacity',
  ]);
});

test('an emulator does not start at the end of time', async () => {
  await expect(startEmulator({ now: '9999-06-01T00:00:00Z' })).rejects.toThrow(
    'now: expected a time before 9999-01-01T00:00:00.000Z',
  );
});
