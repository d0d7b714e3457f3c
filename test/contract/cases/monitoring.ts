import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';
import type { Params } from '../drivers/driver';

const HOUR_MS = 3_600_000;
const HOUR = { StartTime: '2026-03-02T07:00:00Z', EndTime: '2026-03-02T08:00:00Z' };

type Point = Readonly<Record<string, number | string>>;

interface InstanceSeries {
  readonly MonitorData: { readonly InstanceMonitorData: readonly Point[] };
}

interface DiskSeries {
  readonly MonitorData: { readonly DiskMonitorData: readonly Point[] };
  readonly TotalCount: number;
}

describeContract(
  'monitoring',
  FAMILIES.monitoring,
  {
    roles: [{ name: 'nobody' }],
    instances: [
      { id: 'i-web', publicIp: true },
      { id: 'i-burst', type: 'ecs.t6-c1m1.large' },
      { id: 'i-off', status: 'Stopped' },
    ],
  },
  (api) => {
    const instance = async (params: Params): Promise<readonly Point[]> => {
      const { MonitorData } = await api.call<InstanceSeries>('DescribeInstanceMonitorData', {
        InstanceId: 'i-web',
        ...HOUR,
        ...params,
      });
      return MonitorData.InstanceMonitorData;
    };
    const diskId = (id = 'i-web'): string => api.emulator.instance(id)?.diskIds[0] ?? '';
    const disk = (params: Params = {}): Promise<DiskSeries> =>
      api.call<DiskSeries>('DescribeDiskMonitorData', { DiskId: diskId(), ...HOUR, ...params });

    test('measures an instance every minute, up to both ends', async () => {
      const points = await instance({});
      expect(points).toHaveLength(61);
      expect(points[0]).toMatchObject({ InstanceId: 'i-web', TimeStamp: '2026-03-02T07:00:00Z' });
      expect(points.at(-1)).toMatchObject({ TimeStamp: '2026-03-02T08:00:00Z' });
      for (const { CPU, InternetTX, IOPSRead } of points) {
        expect(CPU).toBeGreaterThan(0);
        expect(CPU).toBeLessThanOrEqual(100);
        expect(InternetTX).toBeGreaterThan(0);
        expect(IOPSRead).toBeGreaterThan(0);
      }
      expect(points[0]).not.toHaveProperty('CPUCreditBalance');
    });

    test('the same question has the same answer', async () => {
      expect(await instance({ Period: 600 })).toEqual(await instance({ Period: 600 }));
      expect(await instance({ Period: 600 })).toHaveLength(7);
    });

    test('seconds count as the next minute', async () => {
      const points = await instance({ StartTime: '2026-03-02T07:00:01Z', EndTime: '2026-03-02T07:02:00Z' });
      expect(points.map(({ TimeStamp }) => TimeStamp)).toEqual([
        '2026-03-02T07:01:00Z',
        '2026-03-02T07:02:00Z',
      ]);
    });

    test('nothing is measured of the future', async () => {
      expect(await instance({ EndTime: '2026-03-02T09:00:00Z' })).toHaveLength(61);
    });

    test('a burstable instance has credits, one without a public address no traffic', async () => {
      const [point] = await instance({ InstanceId: 'i-burst' });
      expect(point?.['CPUCreditBalance']).toBeGreaterThan(0);
      expect(point?.['InternetTX']).toBe(0);
    });

    test('there are no measurements of the time that an instance was stopped', async () => {
      await api.call('StopInstance', { InstanceId: 'i-web', ForceStop: true });
      api.emulator.advance(HOUR_MS);
      await api.call('StartInstance', { InstanceId: 'i-web' });
      api.emulator.advance(HOUR_MS);
      const points = await instance({ EndTime: '2026-03-02T10:00:00Z' });
      const times = points.map(({ TimeStamp }) => String(TimeStamp));
      expect(times).toContain('2026-03-02T07:59:00Z');
      expect(times.filter((time) => time > '2026-03-02T08:00:00Z' && time < '2026-03-02T09:00:30Z')).toEqual(
        [],
      );
      expect(times).toContain('2026-03-02T09:59:00Z');
      expect(await instance({ InstanceId: 'i-off' })).toEqual([]);
    });

    test('measures a disk while it is in use', async () => {
      const { TotalCount, MonitorData } = await disk({ Period: 3600 });
      expect(TotalCount).toBe(2);
      const [point] = MonitorData.DiskMonitorData;
      expect(point).toMatchObject({ DiskId: diskId(), TimeStamp: '2026-03-02T07:00:00Z' });
      expect(point?.['IOPSTotal']).toBe(Number(point?.['IOPSRead']) + Number(point?.['IOPSWrite']));
      expect(point?.['LatencyRead']).toBeGreaterThan(0);
      const idle = await disk({ DiskId: diskId('i-off'), Period: 3600 });
      expect(idle.MonitorData.DiskMonitorData[0]).toMatchObject({ IOPSTotal: 0, LatencyWrite: 0 });
    });

    test('without permission there is nothing', async () => {
      const nobody = api.as(api.emulator.issueRoleCredentials('nobody', 'x'));
      expect(
        await nobody.call('DescribeInstanceMonitorData', { InstanceId: 'i-web', ...HOUR }),
      ).toMatchObject({
        MonitorData: { InstanceMonitorData: [] },
      });
      expect(await nobody.call('DescribeDiskMonitorData', { DiskId: diskId(), ...HOUR })).toMatchObject({
        TotalCount: 0,
      });
    });

    test.each<[string, Params, string, number]>([
      ['no period of the list', { Period: 120 }, 'InvalidPeriod.ValueNotSupported', 400],
      ['a start that is no time', { StartTime: 'x' }, 'InvalidStartTime.Malformed', 400],
      ['an end that is no time', { EndTime: 'x' }, 'InvalidEndTime.Malformed', 400],
      ['an end before the start', { EndTime: '2026-03-02T06:00:00Z' }, 'InvalidParameter.EndTime', 400],
      [
        'a start before 30 days',
        { StartTime: '2026-01-31T07:59:00Z', Period: 3600 },
        'InvalidStartTime.TooEarly',
        400,
      ],
      ['401 periods', { StartTime: '2026-03-02T01:19:00Z' }, 'InvalidParameter.TooManyDataQueried', 400],
      ['no start', { StartTime: '' }, 'MissingParameter.StartTime', 400],
    ])('refuses %s', async (_case, params, code, status) => {
      for (const [action, resource] of [
        ['DescribeInstanceMonitorData', { InstanceId: 'i-web' }],
        ['DescribeDiskMonitorData', { DiskId: diskId() }],
      ] as const) {
        const error = await api.errorOf(action, { ...resource, ...HOUR, ...params });
        expect(error.code).toBe(code);
        expect([status, undefined]).toContain(error.status);
      }
    });

    test('answers 400 periods with 400 measurements', async () => {
      expect(await instance({ StartTime: '2026-03-02T01:20:00Z' })).toHaveLength(400);
    });

    test('what does not exist has no measurements', async () => {
      expect(await api.refusal('DescribeInstanceMonitorData', { InstanceId: 'i-none', ...HOUR })).toBe(
        'InvalidInstanceId.NotFound',
      );
      expect(await api.refusal('DescribeDiskMonitorData', { DiskId: 'd-none', ...HOUR })).toBe(
        'InvalidDiskId.NotFound',
      );
    });
  },
);
