import { decideMode } from '../../../shared/core/mode';

describe('what makes a run real', () => {
  test('a configuration that says dryRun: false and no DRY_RUN', () => {
    expect(decideMode({ configured: false, environment: undefined })).toEqual({ real: true, because: [] });
  });

  test('a configuration that says dryRun: false and DRY_RUN=false', () => {
    expect(decideMode({ configured: false, environment: 'false' }).real).toBe(true);
  });

  test.each(['true', 'False', 'FALSE', '0', 'no', '', ' false', 'off'])(
    'DRY_RUN=%j is dry',
    (environment) => {
      const mode = decideMode({ configured: false, environment });
      expect(mode.real).toBe(false);
      expect(mode.because).toEqual([expect.stringContaining(JSON.stringify(environment))]);
    },
  );

  test('DRY_RUN=false does not make a dry configuration real', () => {
    expect(decideMode({ configured: true, environment: 'false' }).real).toBe(false);
  });

  test('an event or a flag can only make it drier', () => {
    expect(
      decideMode({ configured: false, environment: 'false', drier: ['the event asks for it'] }).real,
    ).toBe(false);
    expect(decideMode({ configured: true, environment: undefined, drier: [] }).real).toBe(false);
  });

  test('every reason is said', () => {
    const mode = decideMode({ configured: true, environment: 'true', drier: ['the event asks for it'] });
    expect(mode.because).toHaveLength(3);
  });
});
