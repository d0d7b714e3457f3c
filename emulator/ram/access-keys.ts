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

/** Every access key of the emulated cloud, permanent and temporary. */
export class AccessKeys {
  private readonly keys = new Map<string, AccessKey>();

  find(accessKeyId: string): AccessKey | undefined {
    return this.keys.get(accessKeyId);
  }

  add(key: AccessKey): void {
    this.keys.set(key.accessKeyId, key);
  }

  /** @param expiresAt virtual epoch milliseconds */
  issueTemporary(principal: Principal, expiresAt: number): RoleCredentials {
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
}
