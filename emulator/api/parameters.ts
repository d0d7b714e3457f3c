/** Everything a declaration of an operation describes its parameters with. */
export { ParameterBag, spellingOf } from './parameter';
export type { Parameter, ParameterMap, Refusal, Values } from './parameter';
export * from './scalars';
export * from './structures';
export { clientToken } from './client-token';
