import { createPrivateKey, createPublicKey } from 'node:crypto';
import { FAMILIES } from '../../../emulator/operations';
import { describeContract } from '../contract';

const REGION = { RegionId: 'cn-hangzhou' };

/** A public key made for this test; its private key is not kept. */
const PUBLIC_KEY =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC1k3Zc0Hq7mO0v1sQ0B0aQ8yIhVZy1m2s3Xo4T5u6V7w8X9y0Z1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R9s0T1u2V3w4X5y6Z7a8B9c0D1e2F3g4H5i6J7k8L9m0N1o2P3q4R5s6T7u8V9w== somebody';

const FLEET = {
  quotas: { keyPairsPerRegion: 4 },
  keyPairs: [
    { name: 'deploy', tags: { team: 'shop' }, createdAt: '2025-01-02T03:04:00Z' },
    { name: 'deploy-old', resourceGroup: 'rg-old' },
  ],
  users: [{ name: 'nobody', accessKeyId: 'LTAInobody', accessKeySecret: 'secret' }],
  instances: [
    { id: 'i-linux' },
    { id: 'i-keyed', keyPair: 'deploy' },
    { id: 'i-windows', osType: 'windows', image: 'win2022_21H2_x64_dtc_en-us_40G_alibase_20250817.vhd' },
  ],
};

interface KeyPairs {
  readonly KeyPairs: { readonly KeyPair: readonly Readonly<Record<string, unknown>>[] };
  readonly TotalCount: number;
}

interface Results {
  readonly TotalCount: string;
  readonly FailCount: string;
  readonly Results: { readonly Result: readonly Readonly<Record<string, string>>[] };
}

describeContract('key pairs', FAMILIES.keyPairs, FLEET, (api) => {
  async function names(params: Record<string, unknown> = {}): Promise<unknown[]> {
    const { KeyPairs } = await api.call<KeyPairs>('DescribeKeyPairs', { ...REGION, ...params });
    return KeyPairs.KeyPair.map(({ KeyPairName }) => KeyPairName);
  }

  test('the private key is given once and fits the public one', async () => {
    const made = await api.call<Record<string, string>>('CreateKeyPair', {
      ...REGION,
      KeyPairName: 'fresh',
      Tag: [{ Key: 'team', Value: 'ops' }],
    });
    expect(made['KeyPairId']).toMatch(/^ssh-bp1/);
    expect(made['KeyPairFingerPrint']).toMatch(/^(?:[\da-f]{2}:){15}[\da-f]{2}$/);
    const { KeyPairs } = await api.call<KeyPairs>('DescribeKeyPairs', {
      ...REGION,
      KeyPairName: 'fresh',
      IncludePublicKey: true,
    });
    expect(KeyPairs.KeyPair).toEqual([
      {
        KeyPairName: 'fresh',
        KeyPairFingerPrint: made['KeyPairFingerPrint'],
        PublicKey: expect.any(String) as string,
        CreationTime: '2026-03-02T08:00Z',
        ResourceGroupId: '',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'ops' }] },
      },
    ]);
    const ofPrivate = createPublicKey(createPrivateKey(made['PrivateKeyBody'] ?? '')).export({
      format: 'jwk',
    });
    const blob = Buffer.from(String(KeyPairs.KeyPair[0]?.['PublicKey']).split(' ')[1] ?? '', 'base64');
    expect(blob.includes(Buffer.from(ofPrivate.n ?? '', 'base64url'))).toBe(true);
  });

  test('imports a public key', async () => {
    const made = await api.call('ImportKeyPair', {
      ...REGION,
      KeyPairName: 'mine',
      PublicKeyBody: PUBLIC_KEY,
    });
    expect(made).toMatchObject({ KeyPairName: 'mine' });
    const found = await api.call<KeyPairs>('DescribeKeyPairs', {
      ...REGION,
      KeyPairFingerPrint: made['KeyPairFingerPrint'],
      IncludePublicKey: true,
    });
    expect(found.KeyPairs.KeyPair).toEqual([expect.objectContaining({ PublicKey: PUBLIC_KEY })]);
  });

  test.each([
    ['the start of the name', { KeyPairName: 'deploy*' }, ['deploy', 'deploy-old']],
    ['the name', { KeyPairName: 'deploy' }, ['deploy']],
    ['a tag', { Tag: [{ Key: 'team', Value: 'shop' }] }, ['deploy']],
    ['the resource group', { ResourceGroupId: 'rg-old' }, ['deploy-old']],
    ['page', { PageNumber: 2, PageSize: 1 }, ['deploy-old']],
  ])('finds key pairs by %s', async (_case, params, expected) => {
    expect(await names(params)).toEqual(expected);
  });

  test('attaches a key pair to each instance that can have one', async () => {
    const answer = await api.call<Results>('AttachKeyPair', {
      ...REGION,
      KeyPairName: 'deploy-old',
      InstanceIds: JSON.stringify(['i-linux', 'i-keyed', 'i-windows', 'i-none']),
    });
    expect(answer).toMatchObject({ KeyPairName: 'deploy-old', TotalCount: '4', FailCount: '2' });
    expect(answer.Results.Result.map(({ InstanceId, Code, Success }) => [InstanceId, Code, Success])).toEqual(
      [
        ['i-linux', '200', 'true'],
        ['i-keyed', '200', 'true'],
        ['i-windows', 'DependencyViolation.WindowsInstance', 'false'],
        ['i-none', 'InvalidInstanceId.NotFound', 'false'],
      ],
    );
    expect(api.emulator.instance('i-linux')?.keyPairName).toBe('deploy-old');
    expect(api.emulator.instance('i-keyed')?.keyPairName).toBe('deploy-old');
  });

  test('detaches a key pair from those that have it', async () => {
    const answer = await api.call<Results>('DetachKeyPair', {
      ...REGION,
      KeyPairName: 'deploy',
      InstanceIds: JSON.stringify(['i-linux', 'i-keyed']),
    });
    expect(answer.FailCount).toBe('0');
    expect(api.emulator.instance('i-keyed')?.keyPairName).toBe('');
  });

  test('deletes what no instance has', async () => {
    const one = { ...REGION, KeyPairNames: JSON.stringify(['deploy', 'deploy-old']) };
    expect(await api.refusal('DeleteKeyPairs', one)).toBe('InvalidParameter.KeypairAlreadyAttachedInstance');
    expect(await names()).toEqual(['deploy', 'deploy-old']);
    await api.call('DetachKeyPair', { ...REGION, KeyPairName: 'deploy', InstanceIds: '["i-keyed"]' });
    await api.call('DeleteKeyPairs', one);
    expect(await names()).toEqual([]);
  });

  test('no more than the quota', async () => {
    for (const KeyPairName of ['third', 'fourth']) {
      await api.call('ImportKeyPair', { ...REGION, KeyPairName, PublicKeyBody: PUBLIC_KEY });
    }
    expect(await api.refusal('CreateKeyPair', { ...REGION, KeyPairName: 'fifth' })).toBe(
      'QuotaExceed.KeyPair',
    );
  });

  test('shows nothing without permission', async () => {
    const nobody = api.as({ accessKeyId: 'LTAInobody', accessKeySecret: 'secret' });
    expect(await nobody.call('DescribeKeyPairs', REGION)).toMatchObject({
      KeyPairs: { KeyPair: [] },
      TotalCount: 0,
    });
    await expect(
      nobody.call('DeleteKeyPairs', { ...REGION, KeyPairNames: '["deploy"]' }),
    ).rejects.toMatchObject({ code: 'Forbidden.RAM' });
  });

  const fiftyOne = JSON.stringify(Array.from({ length: 51 }, (_, index) => `i-${index}`));

  test.each<[string, Record<string, unknown>, string]>([
    ['CreateKeyPair', {}, 'MissingParameter.KeyPairName'],
    ['CreateKeyPair', { KeyPairName: '1st' }, 'InvalidKeyPairName.Malformed'],
    ['CreateKeyPair', { KeyPairName: 'deploy' }, 'KeyPair.AlreadyExist'],
    ['CreateKeyPair', { KeyPairName: 'new', Tag: [{ Key: 'acs:x', Value: '' }] }, 'InvalidTagKey.Malformed'],
    ['ImportKeyPair', { KeyPairName: 'new' }, 'MissingParameter.PublicKeyBody'],
    ['ImportKeyPair', { KeyPairName: 'new', PublicKeyBody: 'ABC' }, 'InvalidPublicKeyBody.Malformed'],
    [
      'ImportKeyPair',
      { KeyPairName: 'new', PublicKeyBody: 'ssh-rsa AAAA' },
      'InvalidPublicKeyBody.Malformed',
    ],
    [
      'ImportKeyPair',
      { KeyPairName: 'new', PublicKeyBody: PUBLIC_KEY.replace('ssh-rsa', 'ssh-ed25519') },
      'InvalidPublicKeyBody.Malformed',
    ],
    ['DescribeKeyPairs', { PageSize: 51 }, 'InvalidParameter'],
    ['AttachKeyPair', { KeyPairName: 'none', InstanceIds: '["i-linux"]' }, 'InvalidKeyPairName.NotFound'],
    [
      'AttachKeyPair',
      { KeyPairName: 'deploy', InstanceIds: 'i-linux' },
      'InvalidInstanceIds.ValueNotSupported',
    ],
    ['AttachKeyPair', { KeyPairName: 'deploy', InstanceIds: fiftyOne }, 'InstanceKeyPairLimitExceeded'],
    ['DetachKeyPair', { KeyPairName: 'deploy' }, 'MissingParameter.InstanceIds'],
    ['DeleteKeyPairs', { KeyPairNames: 'deploy' }, 'InvalidKeyPairNames.ValueNotSupported'],
  ])('%s %j is refused with %s', async (action, params, code) => {
    expect(await api.refusal(action, { ...REGION, ...params })).toBe(code);
  });
});
