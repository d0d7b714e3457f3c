import fc from 'fast-check';
import { VirtualClock } from '../../../emulator/world/clock';

const START = Date.UTC(2026, 2, 2, 8);

function frozenClock(): VirtualClock {
  return new VirtualClock({ start: START, frozen: true, rate: 1, wall: () => 0 });
}

test('a frozen clock moves only when it is moved', () => {
  let wall = 0;
  const clock = new VirtualClock({ start: START, frozen: true, rate: 1, wall: () => wall });
  wall = 60_000;
  expect(clock.now()).toBe(START);
  clock.advance(1500);
  expect(clock.now()).toBe(START + 1500);
});

test('a running clock follows the wall at its rate, and jumps', () => {
  let wall = 1_000_000;
  const clock = new VirtualClock({ start: START, frozen: false, rate: 60, wall: () => wall });
  wall += 1000;
  expect(clock.now()).toBe(START + 60_000);
  clock.advance(5000);
  wall += 1000;
  expect(clock.now()).toBe(START + 125_000);
});

test('alarms ring in order of due time, each at its own time, and may set others', () => {
  const clock = frozenClock();
  const rung: [string, number][] = [];
  const note = (name: string) => (): void => {
    rung.push([name, clock.now() - START]);
  };
  clock.after(30, note('c'));
  clock.after(10, () => {
    note('a')();
    clock.after(10, note('b'));
  });
  clock.after(30, note('d'));
  clock.after(101, note('too late'));
  clock.advance(100);
  expect(rung).toEqual([
    ['a', 10],
    ['b', 20],
    ['c', 30],
    ['d', 30],
  ]);
  expect(clock.now()).toBe(START + 100);
  expect(clock.pendingAlarms).toBe(1);
});

test('an alarm that is set for the past rings at the time that has been reached', () => {
  const clock = frozenClock();
  const rung: number[] = [];
  clock.advance(100);
  clock.after(10, () => {
    clock.at(START, () => rung.push(clock.now() - START));
  });
  clock.at(START + 50, () => rung.push(clock.now() - START));
  clock.advance(20);
  expect(rung[1]).toBe(110);
  expect(clock.now()).toBe(START + 120);
});

test('alarms that are called off do not ring, and are forgotten when they are the most', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 60 }), (wanted) => {
      const clock = frozenClock();
      const rung: number[] = [];
      const set = wanted.map(([delay, keep]) => ({
        keep,
        callOff: clock.after(delay, () => rung.push(delay)),
      }));
      for (const { keep, callOff } of set) {
        if (keep) continue;
        callOff();
        callOff();
      }
      const kept = wanted.filter(([, keep]) => keep).map(([delay]) => delay);
      expect(clock.pendingAlarms).toBeLessThanOrEqual(2 * kept.length);
      clock.advance(1000);
      for (const { callOff } of set) callOff();
      expect(rung).toEqual([...kept].sort((left, right) => left - right));
      expect(clock.pendingAlarms).toBe(0);
    }),
  );
});

test('a running clock rings when somebody looks', () => {
  let wall = 0;
  const clock = new VirtualClock({ start: START, frozen: false, rate: 1, wall: () => wall });
  let rung = 0;
  clock.after(1000, () => (rung += 1));
  wall = 999;
  clock.settle();
  expect(rung).toBe(0);
  wall = 1000;
  clock.settle();
  expect(rung).toBe(1);
});

test('any alarms ring sorted by due time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), (delays) => {
      const clock = frozenClock();
      const rung: number[] = [];
      for (const delay of delays) clock.after(delay, () => rung.push(delay));
      clock.advance(1000);
      expect(rung).toEqual([...delays].sort((left, right) => left - right));
    }),
  );
});

test.each([-1, NaN, Infinity])('the clock does not advance by %d', (milliseconds) => {
  expect(() => {
    frozenClock().advance(milliseconds);
  }).toThrow('expected a number of milliseconds from 0');
});

test.each([1e18, 101 * 366 * 86_400_000])(
  'the clock does not advance by %d, and is as it was',
  (milliseconds) => {
    const clock = frozenClock();
    let rung = 0;
    clock.after(1000, () => (rung += 1));
    expect(() => {
      clock.advance(milliseconds);
    }).toThrow('moves at most 100 years at once, to a time before 9999-01-01T00:00:00.000Z');
    expect([clock.now(), rung]).toEqual([START, 0]);
  },
);

test('a running clock stands still at the end of time', () => {
  let wall = 0;
  const clock = new VirtualClock({ start: START, frozen: false, rate: 1_000_000, wall: () => wall });
  wall = Date.UTC(9999, 0);
  expect(new Date(clock.now()).toISOString()).toBe('9999-01-01T00:00:00.000Z');
});

test('the clock does not move backwards', () => {
  expect(() => {
    frozenClock().moveTo(START - 1);
  }).toThrow('the virtual clock shows 2026-03-02T08:00:00.000Z and only moves forward');
});
