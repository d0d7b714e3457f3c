import { clientToken } from '../../../shared/core/token';
import type { TokenParts } from '../../../shared/core/token';
import { instanceNamed } from '../../support/actions';

const PARTS: TokenParts = {
  function: 'auto-snapshot',
  policy: 'daily',
  target: instanceNamed('d-1', { type: 'disk' }),
  due: new Date('2026-11-20T18:30:00Z'),
  attempt: 0,
  parameters: { retentionDays: 7, name: 'daily' },
};

describe('client tokens', () => {
  test('are 64 ASCII characters, the most that ECS takes', () => {
    expect(clientToken(PARTS)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('do not depend on the order of parameters', () => {
    expect(clientToken({ ...PARTS, parameters: { name: 'daily', retentionDays: 7 } })).toBe(
      clientToken(PARTS),
    );
  });

  test.each<[string, Partial<TokenParts>]>([
    ['function', { function: 'other' }],
    ['policy', { policy: 'weekly' }],
    ['target', { target: instanceNamed('d-2', { type: 'disk' }) }],
    ['account', { target: instanceNamed('d-1', { type: 'disk', account: 'prod' }) }],
    ['due instant', { due: new Date('2026-11-21T18:30:00Z') }],
    ['attempt', { attempt: 1 }],
    ['parameters', { parameters: { retentionDays: 8, name: 'daily' } }],
  ])('another %s is another request', (_, change) => {
    expect(clientToken({ ...PARTS, ...change })).not.toBe(clientToken(PARTS));
  });
});
