import { text } from '../api/parameters';
import type { Parameter, Refusal } from '../api/parameters';

/** 2 to 128 characters, a letter first, no address of a web page. */
const NAME = /^(?!https?:\/\/)\p{L}[\p{L}\p{N}:_.-]{1,127}$/u;

const DESCRIPTION = /^(?!https?:\/\/).{2,256}$/s;

/** 8 to 30 characters of at least three of: upper case, lower case, digits, special characters. */
const PASSWORD = /^[A-Za-z\d()`~!@#$%^&*_\-+=|{}[\]:;'<>,.?/\\"]{8,30}$/;

function isPassword(value: string): boolean {
  const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value));
  return PASSWORD.test(value) && kinds.length >= 3;
}

export function isResourceName(value: string): boolean {
  return NAME.test(value);
}

/** The name of a resource. https://help.aliyun.com/document_detail/25477.html */
export function resourceName(refusal: Refusal): Parameter<string | undefined> {
  return text({ pattern: NAME, refusal });
}

export function description(refusal: Refusal): Parameter<string | undefined> {
  return text({ pattern: DESCRIPTION, refusal });
}

export type OsType = 'linux' | 'windows';

/** Characters that the host name of an instance may have at most. */
export const LONGEST_HOST_NAME: Readonly<Record<OsType, number>> = { linux: 64, windows: 15 };

/** Windows knows no dots in a host name, and no digits alone. https://help.aliyun.com/document_detail/25503.html */
export function isHostName(osType: OsType, value: string): boolean {
  const isPlain = /^(?![.-])(?!.*[.-]{2})[A-Za-z\d.-]{2,}(?<![.-])$/.test(value);
  if (!isPlain || value.length > LONGEST_HOST_NAME[osType]) return false;
  return osType === 'linux' || (!value.includes('.') && !/^\d+$/.test(value));
}

/** The password of an instance; it is checked and forgotten. */
export function password(refusal: Refusal): Parameter<string | undefined> {
  const any = text();
  return {
    ...any,
    read(bag, name) {
      const value = any.read(bag, name);
      if (value !== undefined && !isPassword(value)) throw refusal();
      return value;
    },
  };
}
