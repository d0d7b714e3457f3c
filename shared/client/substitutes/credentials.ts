/**
 * Stands in for `@alicloud/credentials` in the bundles of functions, where credentials always come from the context
 * of the invocation: the library costs 8 ms of every cold start, and its default chain asks a metadata address.
 */
export default function Credential(): never {
  throw new Error('the credential chain of @alicloud/credentials is not part of a function');
}

export const Config = Credential;
