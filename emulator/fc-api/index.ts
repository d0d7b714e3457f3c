export type { AsyncInvocation } from './async-invocations';
export type { RegisteredFunction } from './function-compute';
export type { FunctionInput } from './function-input';
