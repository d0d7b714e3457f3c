import fc from 'fast-check';
import type { FleetInput } from '../../emulator';
import { EVENING, MONDAY, rehearse, scheduled } from '../support/rehearsal';

type FleetInstance = NonNullable<FleetInput['instances']>[number];

const instance: fc.Arbitrary<FleetInstance> = fc
  .record({
    status: fc.constantFrom('Running', 'Stopped', 'Starting', 'Stopping', 'Pending'),
    schedule: fc.constantFrom('office-hours', 'office-hours', 'office-hours', 'nonsense', ''),
    ignore: fc.boolean(),
    protect: fc.boolean(),
    untagged: fc.integer({ min: 0, max: 4 }),
    locked: fc.integer({ min: 0, max: 4 }),
    chargeType: fc.constantFrom('PostPaid', 'PrePaid'),
    publicIp: fc.boolean(),
    region: fc.constantFrom('cn-hangzhou', 'cn-shanghai'),
  })
  .map((one) => {
    const common = {
      region: one.region,
      status: one.status,
      chargeType: one.chargeType,
      publicIp: one.publicIp,
      count: 1,
    } as const;
    if (one.untagged === 0) return common;
    return scheduled(1, {
      ...common,
      ...(one.locked === 0 ? { locks: ['security' as const] } : {}),
      tags: {
        'autopilot:schedule': one.schedule,
        ...(one.ignore ? { 'autopilot:ignore': '' } : {}),
        ...(one.protect ? { 'autopilot:protected': '' } : {}),
      },
    });
  });

const fleet = fc.array(instance, { minLength: 1, maxLength: 30 }).map((instances) => {
  const named = instances.map((one, index) => ({ ...one, id: `i-p${String(index).padStart(19, '0')}` }));
  return { regions: ['cn-hangzhou', 'cn-shanghai'], instances: named };
});

const faults = fc.record({ throttle: fc.double({ min: 0, max: 0.3, noNaN: true }), seed: fc.nat(1000) });

test('for any fleet: all is accounted for once, consent is kept, and a second run finds nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fleet,
      faults,
      fc.constantFrom(EVENING, MONDAY),
      async (input, { throttle, seed }, now) => {
        const rehearsal = await rehearse(input);
        const { emulator } = rehearsal;
        try {
          if (new Date(now) > emulator.now()) emulator.moveTo(new Date(now));
          const before = new Map(input.instances.map(({ id }) => [id, emulator.instance(id)?.status]));
          const tagged = input.instances.filter(({ tags }) => tags?.['autopilot:schedule'] !== undefined);
          const isOptedOut = (id: string): boolean =>
            tagged.some((one) => one.id === id && one.tags?.['autopilot:ignore'] !== undefined);

          if (throttle > 0) emulator.setFaults([{ effect: 'throttle', rate: throttle, seed }]);
          const report = await rehearsal.fire({ now });
          emulator.setFaults([]);

          expect(report.outcomes.map(({ target }) => target.id).sort()).toEqual(
            tagged.map(({ id }) => id).sort(),
          );
          expect(report.outcomes.every(({ code, reason }) => code !== '' && reason !== '')).toBe(true);
          expect(Object.values(report.counts).reduce((sum, count) => sum + count, 0)).toBe(tagged.length);

          const touched = new Set(
            emulator
              .journal()
              .filter(({ operation }) => !operation?.startsWith('Describe'))
              .flatMap(({ params }) => Object.values(params).filter((value) => value.startsWith('i-'))),
          );
          const selected = new Set(tagged.map(({ id }) => id));
          for (const id of touched) {
            expect(selected.has(id)).toBe(true);
            expect(isOptedOut(id)).toBe(false);
          }
          for (const { target, result } of report.outcomes) {
            const after = emulator.instance(target.id)?.status;
            if (result === 'done') expect(after).toBe(now === EVENING ? 'Stopped' : 'Running');
            if (result === 'refused') expect(after).toBe(before.get(target.id));
          }

          // What was in transition is at rest by then; the run after that must be empty.
          emulator.advance(120_000);
          await rehearsal.fire({ now });
          const calls = emulator.journal().length;
          const third = await rehearsal.fire({ now });
          expect(third.counts.done).toBe(0);
          expect(
            emulator
              .journal()
              .slice(calls)
              .every(({ operation }) => operation?.startsWith('Describe')),
          ).toBe(true);
        } finally {
          await rehearsal.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});
