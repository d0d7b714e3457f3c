import { MOST_HOPS, nextHop } from '../../../shared/core/continuation';

describe('continuing a run in another invocation', () => {
  test('work that is done is not continued', () => {
    expect(nextHop('run-1', undefined, undefined)).toEqual({ kind: 'done' });
  });

  test('the run id stays, the hop counts', () => {
    expect(nextHop('run-1', undefined, 'cn-beijing')).toEqual({
      kind: 'continue',
      continuation: { runId: 'run-1', cursor: 'cn-beijing', hop: 1 },
    });
    expect(nextHop('run-1', { runId: 'run-1', cursor: 'cn-beijing', hop: 1 }, 'cn-shanghai')).toMatchObject({
      continuation: { hop: 2 },
    });
  });

  test('a hop without progress ends the chain with an error', () => {
    expect(nextHop('run-1', { runId: 'run-1', cursor: 'cn-beijing', hop: 1 }, 'cn-beijing')).toMatchObject({
      kind: 'stop',
      problem: { code: 'no_progress' },
    });
  });

  test('a chain ends, whatever happens', () => {
    let hops = 0;
    let current: { runId: string; cursor: string; hop: number } | undefined;
    for (
      let next = nextHop('run-1', current, '0');
      next.kind === 'continue';
      next = nextHop('run-1', current, `${hops}`)
    ) {
      hops += 1;
      current = next.continuation;
    }
    expect(hops).toBe(MOST_HOPS);
    expect(nextHop('run-1', current, 'further')).toMatchObject({ problem: { code: 'too_many_hops' } });
  });
});
