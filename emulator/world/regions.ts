/** A region as the public catalogue lists it. https://help.aliyun.com/document_detail/40654.html */
export interface RegionInfo {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Last letter of each zone id, in order. */
  readonly zoneLetters: string;
  /** What resource ids of the region start with, after the prefix of the resource type. */
  readonly idPrefix: string;
}

const TABLE: readonly (readonly [string, string, string, string, string])[] = [
  ['cn-qingdao', '华北1（青岛）', 'China (Qingdao)', 'bc', 'm5e'],
  ['cn-beijing', '华北2（北京）', 'China (Beijing)', 'abcdefghijkl', '2ze'],
  ['cn-zhangjiakou', '华北3（张家口）', 'China (Zhangjiakou)', 'abc', '8vb'],
  ['cn-huhehaote', '华北5（呼和浩特）', 'China (Hohhot)', 'ab', 'hp3'],
  ['cn-wulanchabu', '华北6（乌兰察布）', 'China (Ulanqab)', 'abc', '0jl'],
  ['cn-hangzhou', '华东1（杭州）', 'China (Hangzhou)', 'bcdefghijk', 'bp1'],
  ['cn-shanghai', '华东2（上海）', 'China (Shanghai)', 'abcdefglmn', 'uf6'],
  ['cn-nanjing', '华东5（南京-本地地域）', 'China (Nanjing - Local Region)', 'a', 'gc7'],
  ['cn-fuzhou', '华东6（福州-本地地域）', 'China (Fuzhou - Local Region)', 'a', 'gw0'],
  ['cn-shenzhen', '华南1（深圳）', 'China (Shenzhen)', 'abcdef', 'wz9'],
  ['cn-heyuan', '华南2（河源）', 'China (Heyuan)', 'ab', 'f8z'],
  ['cn-guangzhou', '华南3（广州）', 'China (Guangzhou)', 'ab', '7xv'],
  ['cn-chengdu', '西南1（成都）', 'China (Chengdu)', 'ab', '2vc'],
  ['cn-hongkong', '中国香港', 'China (Hong Kong)', 'bcd', 'j6c'],
  ['ap-northeast-1', '日本（东京）', 'Japan (Tokyo)', 'abc', '6we'],
  ['ap-northeast-2', '韩国（首尔）', 'South Korea (Seoul)', 'ab', 'mj7'],
  ['ap-southeast-1', '新加坡', 'Singapore', 'abc', 't4n'],
  ['ap-southeast-3', '马来西亚（吉隆坡）', 'Malaysia (Kuala Lumpur)', 'abc', '8ps'],
  ['ap-southeast-5', '印度尼西亚（雅加达）', 'Indonesia (Jakarta)', 'abc', 'k1a'],
  ['ap-southeast-6', '菲律宾（马尼拉）', 'Philippines (Manila)', 'ab', '5ts'],
  ['ap-southeast-7', '泰国（曼谷）', 'Thailand (Bangkok)', 'ab', '0jo'],
  ['eu-central-1', '德国（法兰克福）', 'Germany (Frankfurt)', 'abc', 'gw8'],
  ['eu-west-1', '英国（伦敦）', 'UK (London)', 'ab', 'd7o'],
  ['us-east-1', '美国（弗吉尼亚）', 'US (Virginia)', 'ab', '0xi'],
  ['us-west-1', '美国（硅谷）', 'US (Silicon Valley)', 'ab', 'rj9'],
  ['me-east-1', '阿联酋（迪拜）', 'UAE (Dubai)', 'a', 'eb3'],
  ['me-central-1', '沙特（利雅得）', 'Saudi Arabia (Riyadh)', 'ab', 'l4v'],
  ['na-south-1', '墨西哥', 'Mexico', 'a', '4hk'],
];

export const REGIONS: ReadonlyMap<string, RegionInfo> = new Map(
  TABLE.map(([id, nameZh, nameEn, zoneLetters, idPrefix]) => [
    id,
    { id, nameZh, nameEn, zoneLetters, idPrefix },
  ]),
);

/** Zones are `cn-hangzhou-h` in regions named by a city and `ap-southeast-1a` in regions that end in a number. */
export function zonesOf(region: RegionInfo): readonly string[] {
  const separator = /\d$/.test(region.id) ? '' : '-';
  return Array.from(region.zoneLetters, (letter) => `${region.id}${separator}${letter}`);
}
