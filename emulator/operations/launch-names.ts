import { invalidParameter } from '../errors';
import { malformed } from './errors';
import { launchError } from './launch-errors';
import { LONGEST_HOST_NAME, isHostName, isResourceName } from './texts';
import type { OsType } from './texts';

/** `prefix[begin,bits]suffix`: names that are numbered in order; the prefix has to be there. */
const SEQUENCE = /^(.+)\[(\d{0,6}),?([1-6]?)\](.*)$/;

const DEFAULT_BITS = 6;

/** Digits of the number that UniqueSuffix appends, from 001. */
const SUFFIX_DIGITS = 3;

interface Naming {
  readonly count: number;
  readonly uniqueSuffix: boolean;
}

function numbered(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/**
 * The names of the instances of one request. https://help.aliyun.com/document_detail/196048.html
 *
 * @param isValid what a name has to be when its number is in place
 */
function sequence(
  name: string,
  { count, uniqueSuffix }: Naming,
  isValid: (name: string) => boolean,
  refuse: () => Error,
): string[] {
  const parts = SEQUENCE.exec(name);
  const names = Array.from({ length: count }, (_, index) => {
    const [, prefix = name, begin = '', bits = '', suffix = ''] = parts ?? [];
    const digits = bits === '' || begin.length > Number(bits) ? DEFAULT_BITS : Number(bits);
    const number = parts === null ? '' : numbered(Number(begin) + index, digits);
    // A number without anything behind it is suffix enough.
    const isUnique = count > 1 && uniqueSuffix && (parts === null || suffix !== '');
    return `${prefix}${number}${suffix}${isUnique ? numbered(index + 1, SUFFIX_DIGITS) : ''}`;
  });
  if (!names.every(isValid)) throw refuse();
  return names;
}

/** The names of instances; undefined where they are to be called by their ids. */
export function instanceNames(name: string | undefined, naming: Naming): readonly (string | undefined)[] {
  if (name === undefined) return Array.from({ length: naming.count }, () => undefined);
  if (naming.uniqueSuffix && name.length > 128 - SUFFIX_DIGITS) {
    throw launchError('InvalidParams.InstanceNameExceed');
  }
  return sequence(name, naming, isResourceName, malformed('InstanceName'));
}

/** The host names of instances: numbered ones, or one for each; undefined where they come from the ids. */
export function hostNames(
  name: string | undefined,
  single: readonly string[],
  osType: OsType,
  naming: Naming,
): readonly (string | undefined)[] {
  const refuse = malformed('HostName');
  const isValid = (each: string): boolean => isHostName(osType, each.replaceAll('${instance_id}', 'i0'));
  if (single.length > 0) {
    if (name !== undefined) throw invalidParameter('HostNames', 'either HostName or HostNames');
    if (single.length !== naming.count) throw invalidParameter('HostNames', 'a name for each instance');
    if (!single.every(isValid)) throw refuse();
    return single;
  }
  if (name === undefined) return Array.from({ length: naming.count }, () => undefined);
  if (naming.uniqueSuffix && name.length > LONGEST_HOST_NAME[osType] - SUFFIX_DIGITS) {
    throw launchError('InvalidParams.HostnameExceed');
  }
  return sequence(name, naming, isValid, refuse);
}
