/** A request as it came over the socket, before its body. */
export interface RequestHead {
  readonly method: string;
  /** Path of the request target, still percent-encoded, without the query. */
  readonly path: string;
  /** Query of the request target without `?`, still percent-encoded. */
  readonly query: string;
  /** Lower-case names; a repeated header is joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
}

/** A request with its body read. */
export interface HttpRequest extends RequestHead {
  readonly body: Buffer;
}

/** What goes back over the socket. */
export type HttpReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Buffer;
      /** Real milliseconds before the first byte. */
      readonly delayMs: number;
      /** The socket is destroyed in the middle of the body. */
      readonly truncated: boolean;
    }
  | { readonly kind: 'disconnect'; readonly delayMs: number };

/** One of the interfaces that share the port: the API, the control interface, ... */
export interface Surface {
  /** Largest body accepted, in bytes. */
  readonly maxBodyBytes: number;
  accepts(head: RequestHead): boolean;
  handle(request: HttpRequest): HttpReply | Promise<HttpReply>;
  /** The answer to a body over `maxBodyBytes`, which was not kept. */
  handleOversized(request: HttpRequest): HttpReply;
}

interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  readonly truncated?: boolean;
}

export function answer(
  status: number,
  contentType: string,
  body: string | Buffer,
  { headers = {}, delayMs = 0, truncated = false }: AnswerOptions = {},
): HttpReply {
  return {
    kind: 'answer',
    status,
    headers: { ...headers, 'content-type': contentType },
    body,
    delayMs,
    truncated,
  };
}
