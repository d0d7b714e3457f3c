import { messageOf } from '../shared/core/errors';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
};

/** Why a file could not be read, for people; the file itself is named beside it. */
export function unreadableText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return WORDS[code] ?? messageOf(error);
}
