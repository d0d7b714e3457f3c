import { createHash } from 'node:crypto';
import { ApiError } from '../errors';
import { FormSyntaxError, readForm } from './encoding';
import type { Format } from './render';
import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  rpcSignature,
  rpcStringToSign,
} from './signature';
import type { HttpRequest } from './surface';

export type Protocol = 'ACS3-HMAC-SHA256' | 'HMAC-SHA1' | 'FC-HMAC-SHA256';

/** What a request claims about its sender; nothing of it has been checked. */
export interface Claims {
  readonly accessKeyId: string | undefined;
  readonly securityToken: string | undefined;
  readonly signature: string | undefined;
  readonly nonce: string | undefined;
  /** `yyyy-MM-ddTHH:mm:ssZ` */
  readonly timestamp: string | undefined;
  /** @throws ApiError when the way it is signed is not one that can be verified */
  expected(accessKeySecret: string): { readonly signature: string; readonly mismatch: string };
}

/** An RPC-style request, its common parameters told from those of the operation. */
export interface RpcRequest {
  readonly protocol: Protocol;
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly format: Format;
  readonly parameters: ReadonlyMap<string, string>;
  readonly claims: Claims;
}

const COMMON_PARAMETERS: ReadonlySet<string> = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
  'SecurityToken',
]);

function malformed(reason: string): ApiError {
  return new ApiError(400, 'InvalidParameter', `The request is not valid: ${reason}.`);
}

function incompleteSignature(reason: string): ApiError {
  return new ApiError(
    400,
    'IncompleteSignature',
    `The request signature does not conform to Aliyun standards: ${reason}.`,
  );
}

/** A wrong signature is answered with what the server signed; a token in it stays out of logs. */
export function redacted(text: string, securityToken: string | undefined): string {
  return securityToken === undefined || securityToken === '' ? text : text.replaceAll(securityToken, '***');
}

function allParameters(request: HttpRequest): Map<string, string> {
  const parameters = new Map<string, string>();
  try {
    readForm(request.query, parameters);
    if (request.body.length > 0) readBody(request, parameters);
  } catch (error) {
    if (error instanceof FormSyntaxError) throw malformed(error.message);
    throw error;
  }
  return parameters;
}

function readBody(request: HttpRequest, parameters: Map<string, string>): void {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw malformed(`a body of type "${type}" was sent, expected application/x-www-form-urlencoded`);
  }
  readForm(request.body.toString('utf8'), parameters);
}

function formatOf(wanted: string | undefined, fallback: Format): Format {
  if (wanted === undefined || wanted === '') return fallback;
  const format = wanted.toLowerCase();
  if (format !== 'json' && format !== 'xml') {
    throw new ApiError(
      400,
      'InvalidParameter.Format',
      'Specified parameter format is not valid: expected JSON or XML.',
    );
  }
  return format;
}

function rpcClaims(request: HttpRequest, parameters: ReadonlyMap<string, string>): Claims {
  const securityToken = parameters.get('SecurityToken');
  return {
    accessKeyId: parameters.get('AccessKeyId'),
    securityToken,
    signature: parameters.get('Signature'),
    nonce: parameters.get('SignatureNonce'),
    timestamp: parameters.get('Timestamp'),
    expected(accessKeySecret) {
      const method = parameters.get('SignatureMethod');
      if (method !== 'HMAC-SHA1') {
        throw new ApiError(
          400,
          'InvalidSignatureMethod',
          'Specified signature method is not valid: expected HMAC-SHA1.',
        );
      }
      if (parameters.get('SignatureVersion') !== '1.0') {
        throw incompleteSignature('SignatureVersion has to be 1.0');
      }
      const stringToSign = rpcStringToSign(request.method, parameters);
      const shown = rpcStringToSign(
        request.method,
        securityToken === undefined ? parameters : new Map([...parameters, ['SecurityToken', '***']]),
      );
      return {
        signature: rpcSignature(accessKeySecret, stringToSign),
        mismatch: `Specified signature is not matched with our calculation. server string to sign is:${shown}`,
      };
    },
  };
}

const ACS3_AUTHORIZATION =
  /^ACS3-HMAC-SHA256 +Credential=([^,]*), *SignedHeaders=([^,]*), *Signature=([^,]*)$/;

/** `host`, the content type of a body and every `x-acs-*` header have to be signed. */
function hasToBeSigned(name: string, bodyLength: number): boolean {
  return name === 'host' || name.startsWith('x-acs-') || (name === 'content-type' && bodyLength > 0);
}

function signedHeadersOf(request: HttpRequest, names: readonly string[]): [string, string][] {
  for (const name of request.headers.keys()) {
    if (hasToBeSigned(name, request.body.length) && !names.includes(name)) {
      throw incompleteSignature(`the header ${name} is not signed`);
    }
  }
  return names.map((name) => {
    const value = request.headers.get(name);
    if (value === undefined) throw incompleteSignature(`the signed header ${name} was not sent`);
    return [name, value];
  });
}

/** https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature */
function requireContentHash({ headers, body }: HttpRequest): void {
  const hash = headers.get('x-acs-content-sha256');
  if (hash === undefined) throw incompleteSignature('the header x-acs-content-sha256 is missing');
  if (hash.toLowerCase() !== createHash('sha256').update(body).digest('hex')) {
    throw incompleteSignature('the header x-acs-content-sha256 is not the SHA-256 of the body');
  }
}

/** The claims of a request that carries its signature of ACS3-HMAC-SHA256 in headers, whatever its path. */
export function acs3Claims(request: HttpRequest, query: ReadonlyMap<string, string>): Claims {
  const { headers } = request;
  const authorization = ACS3_AUTHORIZATION.exec(headers.get('authorization') ?? '');
  if (authorization === null) throw incompleteSignature('the Authorization header is malformed');
  const [, accessKeyId, signedNames = '', signature] = authorization;
  requireContentHash(request);
  const securityToken = headers.get('x-acs-security-token');
  return {
    accessKeyId,
    securityToken,
    signature,
    nonce: headers.get('x-acs-signature-nonce'),
    timestamp: headers.get('x-acs-date'),
    expected(accessKeySecret) {
      const canonical = acs3CanonicalRequest({
        method: request.method,
        path: request.path,
        query,
        signedHeaders: signedHeadersOf(request, signedNames.split(';')),
        body: request.body,
      });
      const stringToSign = acs3StringToSign(canonical);
      return {
        signature: acs3Signature(accessKeySecret, stringToSign),
        mismatch:
          `Specified signature does not match our calculation. server StringToSign is [${stringToSign}] ` +
          `server CanonicalRequest is [${redacted(canonical, securityToken)}]`,
      };
    },
  };
}

export function queryOf(request: HttpRequest): Map<string, string> {
  const query = new Map<string, string>();
  readForm(request.query, query);
  return query;
}

/** The format that an answer has to have even when the request cannot be read. */
export function fallbackFormat(request: HttpRequest): Format {
  return request.headers.has('authorization') || /(?:^|&)Format=JSON(?:&|$)/i.test(request.query)
    ? 'json'
    : 'xml';
}

/**
 * Reads an RPC-style request of either signature algorithm.
 *
 * @throws ApiError
 */
export function readRpcRequest(request: HttpRequest): RpcRequest {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new ApiError(405, 'UnsupportedHTTPMethod', `This http method is not supported: ${request.method}.`);
  }
  if (request.path !== '/') {
    throw new ApiError(
      404,
      'InvalidAction.NotFound',
      `Specified api is not found, please check your url and method. RPC operations are at "/", not at "${request.path}".`,
    );
  }
  const everything = allParameters(request);
  const isAcs3 = request.headers.has('authorization');
  const parameters = new Map([...everything].filter(([name]) => !COMMON_PARAMETERS.has(name)));
  const { headers } = request;
  return {
    protocol: isAcs3 ? 'ACS3-HMAC-SHA256' : 'HMAC-SHA1',
    action: (isAcs3 ? headers.get('x-acs-action') : undefined) ?? everything.get('Action'),
    version: (isAcs3 ? headers.get('x-acs-version') : undefined) ?? everything.get('Version'),
    format: formatOf(everything.get('Format'), isAcs3 ? 'json' : 'xml'),
    parameters,
    claims: isAcs3 ? acs3Claims(request, queryOf(request)) : rpcClaims(request, everything),
  };
}
