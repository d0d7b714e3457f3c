import { randomBytes } from 'node:crypto';
import type { Principal } from './principal';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly principal: Principal;
  /** Disabled by its owner. */
  readonly inactive?: boolean;
  /** Only of temporary credentials. */
  readonly session?: {
    readonly securityToken: string;
    /** Virtual epoch milliseconds. */
    readonly expiresAt: number;
  };
}

/** What AssumeRole hands out. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** `yyyy-MM-ddTHH:mm:ssZ`, virtual time. */
  readonly expiration: string;
}

/** Letters and digits only, so that a secret survives every shell and file. */
export function randomSecret(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
}

export function newAccessKeyId(): string {
  return `LTAI5t${randomSecret(18)}`;
}

const HOUR_MS = 3_600_000;

/** Who signs with an expired key is told so for this long, and then that there is no such key. */
const REMEMBERED_MS = HOUR_MS;

/** Every access key of the emulated cloud, permanent and temporary. */
export class AccessKeys {
  private readonly keys = new Map<string, AccessKey>();
  private nextSweepAt = -Infinity;

  find(accessKeyId: string): AccessKey | undefined {
    return this.keys.get(accessKeyId);
  }

  add(key: AccessKey): void {
    this.keys.set(key.accessKeyId, key);
  }

  /**
   * Issues a temporary key; those that expired long ago are forgotten at such an opportunity, at most once an hour.
   *
   * @param validMs virtual milliseconds
   * @param now virtual epoch milliseconds
   */
  issueTemporary(principal: Principal, validMs: number, now: number): RoleCredentials {
    if (now >= this.nextSweepAt) this.sweep(now);
    const expiresAt = now + validMs;
    const key = {
      accessKeyId: `STS.N${randomSecret(24)}`,
      accessKeySecret: randomSecret(44),
      principal,
      session: { securityToken: `CAIS${randomSecret(160)}`, expiresAt },
    };
    this.add(key);
    return {
      accessKeyId: key.accessKeyId,
      accessKeySecret: key.accessKeySecret,
      securityToken: key.session.securityToken,
      expiration: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`,
    };
  }

  private sweep(now: number): void {
    this.nextSweepAt = now + HOUR_MS;
    for (const { accessKeyId, session } of this.keys.values()) {
      if (session !== undefined && session.expiresAt < now - REMEMBERED_MS) this.keys.delete(accessKeyId);
    }
  }
}
