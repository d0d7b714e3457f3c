import { startEmulator } from '../../../emulator';
import type { Emulator } from '../../../emulator';

const DAY = 24 * 3_600_000;

async function withEmulator(use: (emulator: Emulator) => void | Promise<void>): Promise<void> {
  const emulator = await startEmulator({
    frozen: true,
    now: '2026-03-02T08:00:00Z',
    fleet: {
      instances: [
        { id: 'i-sub', chargeType: 'PrePaid', expiresAt: '2026-03-12T16:00:00Z' },
        { id: 'i-over', chargeType: 'PrePaid', expiresAt: '2026-03-01T16:00:00Z' },
        { id: 'i-own' },
      ],
    },
  });
  try {
    await use(emulator);
  } finally {
    await emulator.close();
  }
}

const statesOf = (emulator: Emulator): string[] =>
  emulator.systemEvents().map(({ code, state }) => `${code} ${state}`);

test('a subscription is announced, stopped and locked, and released two weeks later', () =>
  withEmulator((emulator) => {
    emulator.advance(8 * DAY);
    expect(statesOf(emulator)).toEqual(['InstanceExpiration.Stop Scheduled']);
    expect(emulator.instance('i-sub')?.status).toBe('Running');
    emulator.advance(4 * DAY);
    expect(emulator.instance('i-sub')).toMatchObject({ status: 'Stopped', locks: ['financial'] });
    expect(statesOf(emulator)).toEqual([
      'InstanceExpiration.Stop Executed',
      'InstanceExpiration.Delete Scheduled',
    ]);
    emulator.advance(15 * DAY);
    expect(emulator.instance('i-sub')).toBeUndefined();
    expect(emulator.instance('i-own')?.status).toBe('Running');
  }));

test('a renewal in time calls it off until the new end', () =>
  withEmulator((emulator) => {
    emulator.advance(8 * DAY);
    const instance = emulator.instance('i-sub');
    if (instance === undefined) throw new Error('i-sub is gone');
    instance.expiresAt = Date.parse('2026-04-12T16:00:00Z');
    emulator.advance(4 * DAY);
    expect(instance).toMatchObject({ status: 'Running', locks: [] });
    expect(statesOf(emulator)).toEqual(['InstanceExpiration.Stop Canceled']);
    emulator.advance(31 * DAY);
    expect(instance).toMatchObject({ status: 'Stopped', locks: ['financial'] });
  }));

test('what was over from the start stays as it is', () =>
  withEmulator((emulator) => {
    emulator.advance(2 * DAY);
    expect(emulator.instance('i-over')).toMatchObject({ status: 'Running', locks: [] });
  }));
