import fc from 'fast-check';
import { configSchema } from '../../functions/instance-schedule/config';
import { plan } from '../../functions/instance-schedule/plan';
import type { Instance } from '../../shared/model/instance';
import { tagNames } from '../../shared/model/tags';

const TAGS = tagNames('autopilot');
const NOW = new Date('2026-11-20T12:00:00Z');
const OFFICE = { timezone: 'Asia/Shanghai', windows: [{ days: 'mon-fri', start: '09:00', stop: '19:00' }] };
const CONFIG = configSchema.parse({
  schedules: {
    office: OFFICE,
    acting: { ...OFFICE, atFirstSight: 'act', fallbackTypes: ['ecs.c7.large'] },
    strict: { ...OFFICE, enforce: true },
    kept: { ...OFFICE, retainRunning: true, retainStopped: true, publicIpMayChange: true },
  },
});

/** Most instances have few tags of their own. */
const seldom = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });

const last = fc
  .record({
    phase: fc.constantFrom('intent', 'done', 'seen', 'first', 'kept', 'manual', 'failed'),
    state: fc.constantFrom('running', 'stopped'),
    transition: fc.constantFrom('2026-11-20T01:00Z', '2026-11-20T11:00Z'),
    rest: fc.constantFrom('', ';n=2', ';n=2;err=OperationDenied.NoStock', ';type=ecs.g6.large'),
  })
  .map(({ phase, state, transition, rest }) => `${phase}:${state}@${transition}/2026-11-20T11:02Z${rest}`);

const ownTags = fc
  .record({
    schedule: fc.constantFrom('office', 'acting', 'strict', 'kept', 'nothing', 'mon-fri 08:00-18:00 UTC'),
    last: fc.option(last, { nil: undefined }),
    holdUntil: seldom(fc.constantFrom('2026-11-30 18:00', '2026-11-19', 'tomorrow')),
    force: seldom(fc.constantFrom('running', 'stopped until 2026-11-21', 'up')),
    stopAfter: seldom(fc.constantFrom('2h', '90d')),
    order: seldom(fc.constantFrom('1', '2', 'first')),
    ignore: seldom(fc.constant('')),
    protected: seldom(fc.constant('')),
    scalingGroup: seldom(fc.constant('asg-bp1example')),
  })
  .map(({ scalingGroup, ...own }) =>
    Object.fromEntries(
      [
        ...Object.entries(own).map(([key, value]) => [TAGS[key as keyof typeof own], value] as const),
        ['acs:autoscaling:scalingGroupId', scalingGroup] as const,
      ].filter(([, value]) => value !== undefined),
    ),
  ) as fc.Arbitrary<Record<string, string>>;

const oneInstance: fc.Arbitrary<Instance> = fc.record({
  id: fc.uuid().map((id) => `i-${id}`),
  name: fc.constant('web'),
  region: fc.constant('cn-hangzhou'),
  zone: fc.constant('cn-hangzhou-h'),
  status: fc.constantFrom('Running', 'Running', 'Stopped', 'Stopping'),
  type: fc.constantFrom('ecs.g7.large', 'ecs.c7.large'),
  chargeType: seldom(fc.constant('PrePaid' as const)).map((type) => type ?? 'PostPaid'),
  network: seldom(fc.constant('classic' as const)).map((network) => network ?? 'vpc'),
  stoppedMode: fc.constantFrom('StopCharging', 'KeepCharging', 'Not-applicable'),
  locks: seldom(fc.constant(['financial'])).map((locks) => locks ?? []),
  tags: ownTags,
  localDisks: seldom(fc.constant(true)).map(Boolean),
  spot: seldom(fc.constant(true)).map(Boolean),
  startedAt: fc.constantFrom(new Date('2026-11-20T09:00Z'), undefined),
  publicIps: seldom(fc.constant(['203.0.113.8'])).map((ips) => ips ?? []),
});

function decisions(instances: readonly Instance[]): Map<string, unknown> {
  const observed = instances.map((instance) => ({ instance }));
  const { actions, skips } = plan(observed, CONFIG, {}, TAGS, NOW);
  return new Map([...actions, ...skips].map((decision) => [decision.target.id, decision]));
}

/** Without an order, which is about others. */
function isIndependent({ tags }: Instance): boolean {
  return tags[TAGS.order] === undefined;
}

type Change = (instance: Instance) => Instance;

function toggledTag(tag: string, value: string): Change {
  return ({ tags, ...rest }) => {
    const without = Object.fromEntries(Object.entries(tags).filter(([key]) => key !== tag));
    return { ...rest, tags: tag in tags ? without : { ...without, [tag]: value } };
  };
}

/** Each changes one thing that a decision can depend on. */
const CHANGES: Readonly<Record<string, Change>> = {
  status: (one) => ({ ...one, status: one.status === 'Running' ? 'Stopped' : 'Running' }),
  stoppedMode: (one) => ({ ...one, stoppedMode: one.stoppedMode === '' ? 'StopCharging' : '' }),
  type: (one) => ({ ...one, type: one.type === 'ecs.g7.large' ? 'ecs.c7.large' : 'ecs.g7.large' }),
  chargeType: (one) => ({ ...one, chargeType: one.chargeType === 'PrePaid' ? 'PostPaid' : 'PrePaid' }),
  network: (one) => ({ ...one, network: one.network === 'vpc' ? 'classic' : 'vpc' }),
  localDisks: (one) => ({ ...one, localDisks: !one.localDisks }),
  spot: (one) => ({ ...one, spot: !one.spot }),
  publicIps: (one) => ({ ...one, publicIps: one.publicIps.length > 0 ? [] : ['203.0.113.8'] }),
  locks: (one) => ({ ...one, locks: one.locks.length > 0 ? [] : ['financial'] }),
  ignore: toggledTag(TAGS.ignore, ''),
  protected: toggledTag(TAGS.protected, ''),
  schedule: toggledTag(TAGS.schedule, 'strict'),
  last: toggledTag(TAGS.last, 'done:running@2026-11-20T01:00Z/2026-11-20T01:02Z'),
  holdUntil: toggledTag(TAGS.holdUntil, '2026-11-30'),
  force: toggledTag(TAGS.force, 'running'),
  stopAfter: toggledTag(TAGS.stopAfter, '2h'),
  scalingGroup: toggledTag('acs:autoscaling:scalingGroupId', 'asg-bp1example'),
};

test('an instance in a fleet is decided about as if it were alone', () => {
  fc.assert(
    fc.property(fc.array(oneInstance.filter(isIndependent), { minLength: 2, maxLength: 60 }), (fleet) => {
      const together = decisions(fleet);
      for (const one of fleet) expect(together.get(one.id)).toEqual(decisions([one]).get(one.id));
    }),
    { numRuns: 60 },
  );
});

test.each(Object.entries(CHANGES))('two instances that differ in %s only are told apart', (_, change) => {
  fc.assert(
    fc.property(oneInstance.filter(isIndependent), (one) => {
      const changed = { ...change(one), id: 'i-changed' };
      const together = decisions([one, changed]);
      expect(together.get('i-changed')).toEqual(decisions([changed]).get('i-changed'));
    }),
    { numRuns: 200 },
  );
});
