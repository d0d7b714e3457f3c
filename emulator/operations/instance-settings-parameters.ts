import { choice, flag, record } from '../api/parameters';
import type { Values } from '../api/parameters';
import { ApiError } from '../errors';
import type { InstanceSettings } from '../world/instance-settings';

/** Settings that instances are made with and that can be changed later. */

/** Raw bytes of user data. https://help.aliyun.com/document_detail/49121.html */
const LARGEST_USER_DATA = 32 * 1024;

/** @throws ApiError InvalidUserData.SizeExceeded */
export function checkUserDataSize(userData: string): void {
  if (Buffer.byteLength(userData, 'base64') <= LARGEST_USER_DATA) return;
  throw new ApiError(
    400,
    'InvalidUserData.SizeExceeded',
    'The specified parameter "UserData" exceeds the size.',
  );
}

const PRIVATE_DNS_FIELDS = {
  HostnameType: choice(['Custom', 'IpBased', 'InstanceIdBased']),
  EnableIpDnsARecord: flag(),
  EnableIpDnsPtrRecord: flag(),
  EnableInstanceIdDnsARecord: flag(),
  EnableInstanceIdDnsAAAARecord: flag(),
} as const;

/** https://help.aliyun.com/document_detail/2844797.html */
export const PRIVATE_DNS = record(PRIVATE_DNS_FIELDS);

/** What was wanted of the private DNS names, and for the rest what there was. */
export function privateDnsAfter(
  wanted: Partial<Values<typeof PRIVATE_DNS_FIELDS>>,
  before: InstanceSettings['privateDns'],
): InstanceSettings['privateDns'] {
  return {
    hostnameType: wanted.HostnameType ?? before.hostnameType,
    ipRecord: wanted.EnableIpDnsARecord ?? before.ipRecord,
    ipReverseRecord: wanted.EnableIpDnsPtrRecord ?? before.ipReverseRecord,
    idRecord: wanted.EnableInstanceIdDnsARecord ?? before.idRecord,
    idRecordIpv6: wanted.EnableInstanceIdDnsAAAARecord ?? before.idRecordIpv6,
  };
}
