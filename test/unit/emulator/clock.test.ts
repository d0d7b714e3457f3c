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

test('the clock does not move backwards', () => {
  expect(() => {
    frozenClock().moveTo(START - 1);
  }).toThrow('the virtual clock shows 2026-03-02T08:00:00.000Z and only moves forward');
});
