import { ApiError } from '../errors';

/** Codes of a family of operations, with the HTTP status and the message that their pages list. */
export type ErrorTable = Readonly<Record<string, readonly [status: number, message: string]>>;

/** Makes the errors of a table by their codes; an operation that documents another message for a code gives it. */
export function errorsOf<const T extends ErrorTable>(
  table: T,
): (code: keyof T & string, message?: string) => ApiError {
  return (code, message) => {
    const [status, usual] = table[code] as ErrorTable[string];
    return new ApiError(status, code, message ?? usual);
  };
}
