import { createHash, createHmac, randomUUID } from 'node:crypto';
import { acs3CanonicalRequest, acs3Signature, acs3StringToSign } from '../../../emulator/wire/signature';
import { send } from './raw-client';
import type { RawReply, Signer } from './raw-client';

export interface FcRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type SignFc = (endpoint: string, signer: Signer, request: FcRequest) => Promise<RawReply>;

/** Signs with ACS3-HMAC-SHA256 over the path, as generation 3 wants it, and sends. */
export const fc3: SignFc = (endpoint, signer, { method, path, headers, body }) => {
  const signed = {
    host: new URL(endpoint).host,
    'x-acs-action': 'InvokeFunction',
    'x-acs-version': '2023-03-30',
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex'),
    'content-type': 'application/octet-stream',
  };
  const canonical = acs3CanonicalRequest({
    method,
    path,
    query: [],
    signedHeaders: Object.entries(signed),
    body,
  });
  const signature = acs3Signature(signer.accessKeySecret, acs3StringToSign(canonical));
  const names = Object.keys(signed).sort().join(';');
  const authorization = `ACS3-HMAC-SHA256 Credential=${signer.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  return send(endpoint, { method, path, body, headers: { ...headers, ...signed, authorization } });
};

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Signs the headers and the path, as generation 2 wants it, and sends. */
export const fc2: SignFc = (endpoint, signer, { method, path, headers, body }) => {
  const date = new Date().toUTCString();
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name.startsWith('x-fc-'))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const canonical = `${signed.map(([name, value]) => `${name}:${value}\n`).join('')}${decoded(path)}`;
  const signature = createHmac('sha256', signer.accessKeySecret)
    .update([method, '', '', date, canonical].join('\n'))
    .digest('base64');
  const authorization = `FC ${signer.accessKeyId}:${signature}`;
  return send(endpoint, { method, path, body, headers: { ...headers, date, authorization } });
};
