import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const REGION = { RegionId: 'cn-hangzhou' };

const FLEET = {
  instances: [
    { id: 'i-web', publicIp: '198.18.7.7' },
    { id: 'i-gpu' },
    { id: 'i-off', status: 'Stopped' },
    { id: 'i-db', status: 'Stopped', locks: ['financial'], chargeType: 'PrePaid' },
    { id: 'i-safe', locks: ['security'] },
  ],
};

describeContract('power', FAMILIES.power, FLEET, (api) => {
  const statusOf = (id: string): string | undefined => api.emulator.instance(id)?.status;

  test('stops and starts an instance', async () => {
    await api.call('StopInstance', { InstanceId: 'i-web', StoppedMode: 'StopCharging', ConfirmStop: true });
    expect(statusOf('i-web')).toBe('Stopping');
    api.emulator.advance(60_000);
    expect(api.emulator.instance('i-web')).toMatchObject({ status: 'Stopped', stoppedMode: 'StopCharging' });
    await api.call('StartInstance', { InstanceId: 'i-web' });
    api.emulator.advance(60_000);
    expect(statusOf('i-web')).toBe('Running');
    expect(api.emulator.instance('i-web')?.publicIpAddresses).not.toEqual(['198.18.7.7']);
    await api.call('RebootInstance', { InstanceId: 'i-web', ForceStop: true });
    expect(statusOf('i-web')).toBe('Starting');
  });

  test('a stop that takes long can be forced, and only forced', async () => {
    await api.call('StopInstance', { InstanceId: 'i-web' });
    expect(await api.refusal('StopInstance', { InstanceId: 'i-web' })).toBe('IncorrectInstanceStatus');
    await api.call('StopInstances', { ...REGION, InstanceId: ['i-web'], ForceStop: true });
    api.emulator.advance(5_000);
    expect(statusOf('i-web')).toBe('Stopped');
    api.emulator.advance(60_000);
    expect(statusOf('i-web')).toBe('Stopped');
  });

  test.each([
    ['StopInstances', 'Running', 'Stopping'],
    ['RebootInstances', 'Running', 'Starting'],
  ])('%s answers for each instance', async (action, PreviousStatus, CurrentStatus) => {
    const body = await api.call(action, {
      ...REGION,
      InstanceId: ['i-web', 'i-none'],
      BatchOptimization: 'SuccessFirst',
    });
    expect(body['InstanceResponses']).toMatchObject({
      InstanceResponse: [
        { InstanceId: 'i-web', Code: '200', PreviousStatus, CurrentStatus },
        { InstanceId: 'i-none', Code: 'InvalidInstanceId.NotFound' },
      ],
    });
  });

  test('StartInstances starts all or none', async () => {
    expect(await api.refusal('StartInstances', { ...REGION, InstanceId: ['i-off', 'i-db'] })).toBe(
      'InstanceExpired',
    );
    expect(statusOf('i-off')).toBe('Stopped');
    await api.call('StopInstances', { ...REGION, InstanceId: ['i-web', 'i-gpu'] });
    api.emulator.advance(60_000);
    await api.call('StartInstances', { ...REGION, InstanceId: ['i-web', 'i-gpu', 'i-off'] });
    expect(['i-web', 'i-gpu', 'i-off'].map(statusOf)).toEqual(['Starting', 'Starting', 'Starting']);
  });

  test.each<[string, Params, string, number]>([
    ['StartInstance', { InstanceId: 'i-none' }, 'InvalidInstanceId.NotFound', 404],
    ['StartInstance', { InstanceId: 'i-web' }, 'IncorrectInstanceStatus', 403],
    ['StartInstance', { InstanceId: 'i-db' }, 'InstanceExpired', 403],
    ['StartInstance', { InstanceId: 'i-off', DryRun: true }, 'DryRunOperation', 400],
    ['StopInstance', { InstanceId: 'i-db', DryRun: true }, 'InstanceExpiredOrInArrears', 403],
    ['StopInstance', { InstanceId: 'i-safe' }, 'InstanceLockedForSecurity', 403],
    ['StopInstance', { InstanceId: 'i-web', Hibernate: true }, 'UnsupportedParameter', 400],
    ['StopInstances', { ...REGION, InstanceId: ['i-web'], DryRun: true }, 'DRYRUN.SUCCESS', 400],
    ['StopInstances', REGION, 'MissingParameter.InstanceId', 400],
    ['StartInstances', { ...REGION, InstanceId: ['i-web'] }, 'IncorrectInstanceStatus', 403],
    ['RebootInstance', { InstanceId: 'i-off' }, 'IncorrectInstanceStatus', 403],
    ['RebootInstances', { ...REGION, InstanceId: ['i-off'] }, 'IncorrectInstanceStatus', 403],
  ])('%s refuses %j', async (action, params, code, status) => {
    const error = await api.errorOf(action, params);
    expect(error.code).toBe(code);
    expect([status, undefined]).toContain(error.status);
  });
});
