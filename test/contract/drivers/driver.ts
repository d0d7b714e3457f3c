/** Plain request parameters: wire names, lists as arrays, elements of lists as objects. */
export type Params = Readonly<Record<string, unknown>>;

/** A client of the API under test, whatever library it is made of. */
export interface Driver {
  readonly name: string;
  /** @throws CallError for an answer of the API that is an error */
  call(action: string, params?: Params): Promise<Record<string, unknown>>;
}

export interface Connection {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface DriverFactory {
  readonly name: string;
  connect(connection: Connection): Driver;
}

/** An error of the API as every driver reports it. */
export class CallError extends Error {
  readonly code: string;
  /** Undefined where the library does not tell. */
  readonly status: number | undefined;

  constructor(code: string, status: number | undefined, message: string) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.status = status;
  }
}

/** What the libraries throw, as far as they agree. */
export function callErrorOf(error: unknown): CallError {
  const { code, statusCode, message } = error as {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly message?: unknown;
  };
  return new CallError(
    typeof code === 'string' ? code : '',
    typeof statusCode === 'number' ? statusCode : undefined,
    String(message),
  );
}
