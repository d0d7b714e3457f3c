/* global performance */
// Signed requests over one connection that is kept, each timed from its first byte to the last one of the answer.
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { bundleModule } from './_modules.mjs';

const SIGNATURES = `export { canonicalQuery, rpcSignature, rpcStringToSign } from './emulator/wire/signature';`;

const { canonicalQuery, rpcSignature, rpcStringToSign } = createRequire(import.meta.url)(
  bundleModule('signatures', SIGNATURES),
);

function signedPath({ accessKeyId, accessKeySecret }, parameters) {
  const fields = {
    Version: '2014-05-26',
    Format: 'JSON',
    AccessKeyId: accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    ...parameters,
  };
  const Signature = rpcSignature(accessKeySecret, rpcStringToSign('GET', Object.entries(fields)));
  return `/?${canonicalQuery(Object.entries({ ...fields, Signature }))}`;
}

/** A client of one server. */
export function connect(endpoint, key) {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path) =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const outgoing = request({ hostname, port, path, agent }, (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const ms = performance.now() - startedAt;
          resolve({ ms, status: incoming.statusCode, body: Buffer.concat(chunks) });
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  return {
    get,
    async call(parameters) {
      const { ms, status, body } = await get(signedPath(key, parameters));
      if (status !== 200) throw new Error(`${parameters.Action}: ${status} ${body}`);
      return { ms, body, answer: JSON.parse(body) };
    },
    close: () => agent.destroy(),
  };
}

/** Figures of many samples. */
export function summaryOf(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5), p95: at(0.95) };
}
