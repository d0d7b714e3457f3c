export { createFcHost } from './host';
export type { FcFunction } from './function';
export type { FcHost, FcHostOptions, Invocation, InvokeOptions } from './host';
export type { FcCredentials, FcErrorType } from './messages';
