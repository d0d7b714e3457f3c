import { newImage } from './image';
import type { Image } from './image';
import type { Region } from './region';
import type { World } from './world';

type Release = readonly [id: string, family: string, platform: string, osName: string];

/**
 * Images of the platform as its documentation and public configurations name them. The id says system, version,
 * architecture, size and date; some have no image family.
 * https://help.aliyun.com/document_detail/108393.html
 */
const RELEASES: readonly Release[] = [
  [
    'aliyun_3_x64_20G_alibase_20250117.vhd',
    'acs:alibaba_cloud_linux_3_2104_lts_x64',
    'Aliyun',
    'Alibaba Cloud Linux  3.2104 LTS 64bit',
  ],
  [
    'aliyun_3_arm64_20G_alibase_20240528.vhd',
    'acs:alibaba_cloud_linux_3_2104_lts_arm64',
    'Aliyun',
    'Alibaba Cloud Linux  3.2104 LTS 64bit ARM Edition',
  ],
  [
    'anolisos_8_8_x64_20G_rhck_alibase_20230804.vhd',
    'acs:anolis_8_8_rhck_x64',
    'Anolis',
    'Anolis OS  8.8 RHCK 64bit',
  ],
  ['ubuntu_24_04_x64_20G_alibase_20250916.vhd', 'acs:ubuntu_24_04_x64', 'Ubuntu', 'Ubuntu  24.04 64bit'],
  [
    'ubuntu_24_04_arm64_20G_alibase_20251126.vhd',
    'acs:ubuntu_24_04_arm64',
    'Ubuntu',
    'Ubuntu  24.04 64bit ARM Edition',
  ],
  ['ubuntu_22_04_x64_20G_alibase_20240926.vhd', 'acs:ubuntu_22_04_x64', 'Ubuntu', 'Ubuntu  22.04 64bit'],
  [
    'ubuntu_22_04_uefi_x64_20G_alibase_20230515.vhd',
    'acs:ubuntu_22_04_x64_uefi',
    'Ubuntu',
    'Ubuntu  22.04 64bit UEFI Edition',
  ],
  ['ubuntu_22_04_arm64_20G_alibase_20250625.vhd', '', 'Ubuntu', 'Ubuntu  22.04 64bit ARM Edition'],
  ['ubuntu_20_04_x64_20G_alibase_20230208.vhd', 'acs:ubuntu_20_04_x64', 'Ubuntu', 'Ubuntu  20.04 64bit'],
  ['debian_12_0_x64_20G_alibase_20240228.vhd', 'acs:debian_12_0_x64', 'Debian', 'Debian  12.0 64bit'],
  [
    'debian_12_13_arm64_20G_alibase_20250825.vhd',
    'acs:debian_12_13_arm64',
    'Debian',
    'Debian  12.13 64bit ARM Edition',
  ],
  [
    'centos_stream_9_x64_20G_alibase_20240219.vhd',
    'acs:centos_stream_9_x64',
    'CentOS Stream',
    'CentOS Stream  9 64bit',
  ],
  ['centos_7_9_x64_20G_alibase_20240321.vhd', 'acs:centos_7_9_x64', 'CentOS', 'CentOS  7.9 64bit'],
  [
    'rockylinux_9_4_x64_20G_alibase_20240709.vhd',
    'acs:rocky_linux_9_4_x64',
    'Rocky Linux',
    'Rocky Linux  9.4 64bit',
  ],
  [
    'rockylinux_8_10_arm64_20G_alibase_20240820.vhd',
    '',
    'Rocky Linux',
    'Rocky Linux  8.10 64bit ARM Edition',
  ],
  [
    'win2022_21H2_x64_dtc_en-us_40G_alibase_20250817.vhd',
    '',
    'Windows Server 2022',
    'Windows Server  2022 Datacenter 64bit English Edition',
  ],
  [
    'win2022_21H2_x64_dtc_zh-cn_40G_alibase_20240119.vhd',
    '',
    'Windows Server 2022',
    'Windows Server  2022 Datacenter 64bit Chinese Edition',
  ],
  [
    'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
    '',
    'Windows Server 2019',
    'Windows Server  2019 Datacenter 64bit Chinese Edition',
  ],
];

/** Size and date of an id: `_20G_alibase_20250117.vhd`. */
const PARTS = /_(\d+)G_.*_(\d{4})(\d\d)(\d\d)\.vhd$/;

/** What the id of a public image says of it; for one that the catalogue lacks, that is all there is to know. */
function readId(id: string): Pick<Image, 'architecture' | 'osType' | 'bootMode' | 'disks'> & {
  readonly createdAt?: number;
} {
  const [, size, year, month, day] = PARTS.exec(id) ?? [];
  const isArm = id.includes('_arm64_');
  const isWindows = id.startsWith('win');
  return {
    architecture: isArm ? 'arm64' : 'x86_64',
    osType: isWindows ? 'windows' : 'linux',
    bootMode: isArm || id.includes('_uefi_') ? 'UEFI' : 'BIOS',
    disks: [
      {
        device: '/dev/xvda',
        type: 'system',
        sizeGiB: Number(size ?? (isWindows ? 40 : 20)),
        snapshotId: '',
        encrypted: false,
        kmsKeyId: '',
      },
    ],
    ...(year !== undefined && { createdAt: Date.UTC(Number(year), Number(month) - 1, Number(day)) }),
  };
}

/** An image of the platform, from its id and what else is known. */
export function publicImage(world: World, region: Region, id: string, known: Partial<Image> = {}): Image {
  return newImage(world, region, {
    id,
    owner: 'system',
    imdsSupport: 'v2',
    nvmeSupport: 'supported',
    ...readId(id),
    ...known,
  });
}

/** Every region has the same public images. */
export function addPublicImages(world: World, region: Region): void {
  for (const [id, family, platform, osName] of RELEASES) {
    region.images.add(publicImage(world, region, id, { family, platform, osName }));
  }
}
