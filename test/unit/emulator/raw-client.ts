import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Emulator } from '../../../emulator';
import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  canonicalQuery,
  rpcSignature,
  rpcStringToSign,
} from '../../../emulator/wire/signature';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; an empty object when it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A connection for each of ten thousand requests would use up the ports of the machine. */
const agent = new Agent({ keepAlive: true });

/** One HTTP exchange, just as given; rejects when the connection breaks. */
export function send(endpoint: string, { method, path, headers = {}, body }: RawRequest): Promise<RawReply> {
  const { hostname, port } = new URL(endpoint);
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const options = { hostname, port, method, path, headers: { ...headers, ...length }, agent };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: jsonOf(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export interface Signer {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export type Sign = (
  endpoint: string,
  signer: Signer,
  params: Readonly<Record<string, string>>,
  changes?: Readonly<Record<string, string | undefined>>,
) => Promise<RawReply>;

function utcSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function withChanges(
  fields: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = Object.entries({ ...fields, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** RPC signature 1.0; `changes` replaces or removes parameters before they are signed. */
function rpcSign(method: 'GET' | 'POST'): Sign {
  return (endpoint, signer, params, changes = {}) => {
    const fields = withChanges(
      {
        Version: '2014-05-26',
        Format: 'JSON',
        AccessKeyId: signer.accessKeyId,
        SignatureMethod: 'HMAC-SHA1',
        SignatureVersion: '1.0',
        SignatureNonce: randomUUID(),
        Timestamp: utcSeconds(Date.now()),
        ...(signer.securityToken !== undefined && { SecurityToken: signer.securityToken }),
        ...params,
      },
      changes,
    );
    const toSign = rpcStringToSign(method, Object.entries(fields));
    const Signature = rpcSignature(signer.accessKeySecret, toSign);
    const form = canonicalQuery(Object.entries({ Signature, ...fields }));
    return method === 'GET'
      ? send(endpoint, { method, path: `/?${form}` })
      : send(endpoint, {
          method,
          path: '/',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form,
        });
  };
}

export const rpcGet = rpcSign('GET');
export const rpcPost = rpcSign('POST');

/** ACS3-HMAC-SHA256; `changes` replaces or removes headers before they are signed. */
export const acs3: Sign = (endpoint, signer, { Action = '', ...params }, changes = {}) => {
  const query = canonicalQuery(Object.entries(params));
  const headers = withChanges(
    {
      host: new URL(endpoint).host,
      'x-acs-action': Action,
      'x-acs-version': '2014-05-26',
      'x-acs-date': utcSeconds(Date.now()),
      'x-acs-signature-nonce': randomUUID(),
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      ...(signer.securityToken !== undefined && { 'x-acs-security-token': signer.securityToken }),
    },
    changes,
  );
  const canonical = acs3CanonicalRequest({
    method: 'POST',
    path: '/',
    query: Object.entries(params),
    signedHeaders: Object.entries(headers),
    body: '',
  });
  const signature = acs3Signature(signer.accessKeySecret, acs3StringToSign(canonical));
  const authorization =
    `ACS3-HMAC-SHA256 Credential=${signer.accessKeyId},` +
    `SignedHeaders=${Object.keys(headers).sort().join(';')},Signature=${signature}`;
  return send(endpoint, { method: 'POST', path: `/?${query}`, headers: { ...headers, authorization } });
};

/** A signed call of the emulator's administrator. */
export function call(
  emulator: Emulator,
  Action: string,
  params: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  return rpcPost(emulator.endpoint, emulator, { Action, ...params });
}
