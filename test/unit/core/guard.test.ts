import type { GuardSettings, Limit } from '../../../shared/core/guard';
import { ceilingOf, guard, SHARE_FLOOR } from '../../../shared/core/guard';
import type { Action, Risk } from '../../../shared/core/plan';
import { actionOn, instanceNamed, step } from '../../support/actions';

function settings(over: Partial<GuardSettings> = {}): GuardSettings {
  return {
    allowed: { safe: true, disruptive: true, destructive: true, irreversible: false },
    protectedBy: [{ key: 'autopilot:protected' }],
    optOutBy: [{ key: 'autopilot:ignore' }],
    limits: [],
    ...over,
  };
}

function limit(over: Partial<Limit> = {}): Limit {
  return {
    setting: 'limits.test.count',
    from: 'disruptive',
    scopeOf: ({ target }) => target.region,
    used: () => 0,
    ...over,
  };
}

const many = (count: number, risk: Risk = 'disruptive'): Action[] =>
  Array.from({ length: count }, (_, index) => actionOn(`i-${index}`, [step('stop', risk)]));

const judge = (actions: Action[], over: Partial<GuardSettings>): ReturnType<typeof guard> =>
  guard({ actions, skips: [] }, settings(over));

describe('risks', () => {
  test.each<Risk>(['safe', 'disruptive', 'destructive', 'irreversible'])(
    '%s is let through only where allowed',
    (risk) => {
      const allowed = { safe: false, disruptive: false, destructive: false, irreversible: false };
      expect(judge(many(1, risk), { allowed }).refused).toEqual([
        expect.objectContaining({ code: 'risk_not_allowed' }),
      ]);
      expect(judge(many(1, risk), { allowed: { ...allowed, [risk]: true } }).admitted).toHaveLength(1);
    },
  );
});

describe('tags', () => {
  const tagged = (tags: Record<string, string>, risk: Risk): Action =>
    actionOn('i-1', [step('stop', risk)], { target: instanceNamed('i-1', { tags }) });

  test('a protected resource is not disrupted, but may be tagged', () => {
    expect(judge([tagged({ 'autopilot:protected': '' }, 'disruptive')], {}).refused).toEqual([
      expect.objectContaining({ code: 'protected', result: 'refused' }),
    ]);
    expect(judge([tagged({ 'autopilot:protected': '' }, 'safe')], {}).admitted).toHaveLength(1);
  });

  test('a resource that opted out is not touched at all', () => {
    expect(judge([tagged({ 'autopilot:ignore': 'yes' }, 'safe')], {}).refused).toEqual([
      expect.objectContaining({ code: 'opted_out' }),
    ]);
  });

  test('a tag can be matched by its value', () => {
    const protectedBy = [{ key: 'env', value: 'prod' }];
    expect(judge([tagged({ env: 'prod' }, 'disruptive')], { protectedBy }).refused).toHaveLength(1);
    expect(judge([tagged({ env: 'dev' }, 'disruptive')], { protectedBy }).admitted).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a count cuts from the end and names limit and setting', () => {
    const { admitted, refused } = judge(many(5), { limits: [limit({ count: 2 })] });
    expect(admitted.map(({ target }) => target.id)).toEqual(['i-0', 'i-1']);
    expect(refused).toHaveLength(3);
    expect(refused[0]?.reason).toMatch(/limit of 2 in cn-hangzhou .*limits\.test\.count/);
  });

  test('what the cloud shows as used counts', () => {
    const { admitted, refused } = judge(many(5), { limits: [limit({ count: 4, used: () => 3 })] });
    expect(admitted).toHaveLength(1);
    expect(refused[0]?.reason).toContain('3 of them already used within the hour');
  });

  test('more used than allowed admits nothing', () => {
    expect(judge(many(2), { limits: [limit({ count: 4, used: () => 9 })] }).admitted).toEqual([]);
  });

  test('each scope has its own budget', () => {
    const elsewhere = many(2).map((action) => ({
      ...action,
      target: instanceNamed(action.target.id, { region: 'cn-beijing' }),
    }));
    expect(judge([...many(2), ...elsewhere], { limits: [limit({ count: 1 })] }).admitted).toHaveLength(2);
  });

  test('risks below the limit neither count nor are cut', () => {
    const actions = [...many(3, 'safe'), ...many(2)];
    expect(judge(actions, { limits: [limit({ count: 2 })] }).admitted).toHaveLength(5);
  });

  test('what is refused for another reason spends nothing', () => {
    const ignored = actionOn('i-9', [step('stop')], {
      target: instanceNamed('i-9', { tags: { 'autopilot:ignore': '' } }),
    });
    expect(judge([ignored, ...many(1)], { limits: [limit({ count: 1 })] }).admitted).toHaveLength(1);
  });

  test('an action outside every scope is not limited', () => {
    expect(judge(many(3), { limits: [limit({ count: 0, scopeOf: () => undefined })] }).admitted).toHaveLength(
      3,
    );
  });

  test.each([
    { base: 100, share: 0.5, ceiling: 50 },
    { base: 21, share: 0.5, ceiling: 10 },
    { base: 4, share: 0.5, ceiling: SHARE_FLOOR },
    { base: 0, share: 0.5, ceiling: SHARE_FLOOR },
    { base: 100, share: 0.29, ceiling: 29 },
    { base: 100, share: 0.5, count: 7, ceiling: 7 },
    { base: 4, share: 0.5, count: 3, ceiling: 3 },
  ])('a share of $share of $base with count $count allows $ceiling', ({ base, share, count, ceiling }) => {
    const one = limit({ base: () => base, share, ...(count === undefined ? {} : { count }) });
    expect(ceilingOf(one, 'cn-hangzhou')).toBe(ceiling);
  });
});

describe('actions in turn', () => {
  const inTurn = (
    id: string,
    rank: number,
    tags: Record<string, string> = {},
    group = 'office stop',
  ): Action =>
    actionOn(id, [step('stop', 'disruptive')], {
      target: instanceNamed(id, { tags }),
      order: { group, rank },
    });
  const PROTECTED = { 'autopilot:protected': '' };

  test('what comes after one that is refused is refused too, and names it', () => {
    const { admitted, refused } = judge(
      [inTurn('i-web', 1), inTurn('i-app', 2, PROTECTED), inTurn('i-peer', 2), inTurn('i-db', 3)],
      {},
    );
    expect(admitted.map(({ target }) => target.id)).toEqual(['i-web', 'i-peer']);
    expect(refused).toMatchObject([
      { target: { id: 'i-app' }, code: 'protected' },
      {
        target: { id: 'i-db' },
        code: 'waits_for_order',
        reason: expect.stringContaining('it comes after i-app') as string,
      },
    ]);
  });

  test('other groups go on', () => {
    const { admitted } = judge([inTurn('i-app', 1, PROTECTED), inTurn('i-db', 2, {}, 'shop stop')], {});
    expect(admitted.map(({ target }) => target.id)).toEqual(['i-db']);
  });
});
