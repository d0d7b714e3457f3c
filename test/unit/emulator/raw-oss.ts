import {
  canonicalRequestV4,
  signatureV1,
  signatureV4,
  stringToSignV1,
  stringToSignV4,
} from '../../../emulator/oss/signature';
import { percentEncode } from '../../../emulator/wire/encoding';
import { send } from './raw-client';
import type { RawReply, Signer } from './raw-client';

export interface OssRequest {
  readonly method: string;
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type SignOss = (endpoint: string, signer: Signer, request: OssRequest) => Promise<RawReply>;

interface Prepared {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
}

type Authorize = (signer: Signer, request: Prepared) => string;

/** The bucket is in the path unless `headers` has a host of its own. */
function signing(defaults: () => Record<string, string>, authorize: Authorize): SignOss {
  return (endpoint, signer, { method, bucket, key = '', query = {}, headers = {}, body }) => {
    const token = signer.securityToken;
    const sent = {
      host: new URL(endpoint).host,
      ...defaults(),
      ...(token !== undefined && { 'x-oss-security-token': token }),
      ...headers,
    };
    const prepared = {
      method,
      bucket,
      key,
      query: new Map(Object.entries(query)),
      headers: new Map(Object.entries(sent)),
    };
    const isInHost = sent.host.startsWith(`${bucket}.`);
    const object = percentEncode(key).replaceAll('%2F', '/');
    const search = [...prepared.query].map((pair) => pair.map(percentEncode).join('=')).join('&');
    return send(endpoint, {
      method,
      path: `/${isInHost ? '' : `${bucket}/`}${object}${search === '' ? '' : `?${search}`}`,
      headers: { authorization: authorize(signer, prepared), ...sent },
      ...(body !== undefined && { body }),
    });
  };
}

/** Signature version 1 with the Date header. */
export const ossV1 = signing(
  () => ({ date: new Date().toUTCString() }),
  ({ accessKeyId, accessKeySecret }, request) =>
    `OSS ${accessKeyId}:${signatureV1(accessKeySecret, stringToSignV1(request))}`,
);

/** Signature version 4 for a bucket in a region. */
export function ossV4In(regionId: string, additionalHeaders: readonly string[] = []): SignOss {
  return signing(
    () => ({
      'x-oss-date': `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    }),
    ({ accessKeyId, accessKeySecret }, request) => {
      const timestamp = request.headers.get('x-oss-date') ?? '';
      const scope = { date: timestamp.slice(0, 8), regionId };
      const canonical = canonicalRequestV4(request, additionalHeaders);
      const signature = signatureV4(accessKeySecret, scope, stringToSignV4(canonical, timestamp, scope));
      const credential = `${accessKeyId}/${scope.date}/${regionId}/oss/aliyun_v4_request`;
      const additional =
        additionalHeaders.length === 0 ? '' : `AdditionalHeaders=${additionalHeaders.join(';')},`;
      return `OSS4-HMAC-SHA256 Credential=${credential},${additional}Signature=${signature}`;
    },
  );
}

export const ossV4 = ossV4In('cn-hangzhou');
