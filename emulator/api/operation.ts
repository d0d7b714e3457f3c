import { ApiError } from '../errors';
import type { Principal } from '../ram/principal';
import type { Body } from '../wire/render';
import type { Account } from '../world/account';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { ParameterBag, readAll, required, spellingOf, text } from './parameters';
import type { Parameter, ParameterMap, Refusal, Values } from './parameters';

/** An Alibaba Cloud product with the version of its API. */
export interface Product {
  readonly name: string;
  readonly version: string;
  /** `HostId` of its errors. */
  readonly hostId: string;
  /** What a call that RAM does not allow is answered with. */
  readonly denial: { readonly code: string; readonly message: string };
}

/** One verified request. */
export interface Call {
  readonly world: World;
  readonly account: Account;
  readonly principal: Principal;
  /** The region of the request; operations on one resource may leave it out. */
  readonly region: Region | undefined;
}

export interface RegionalCall extends Call {
  readonly region: Region;
}

/** What RAM is asked before an operation is carried out. */
export interface Authorization<C, P extends ParameterMap> {
  /** `<service>:<action>` */
  readonly action: string;
  /** The resource ARNs touched; all of them must be allowed. */
  resources(call: C, values: Values<P>): readonly string[];
}

interface Declaration<C, P extends ParameterMap> {
  readonly product: Product;
  readonly name: string;
  readonly access: 'read' | 'write';
  /** Few operations write their own parameters, the region among them, with a small letter. */
  readonly regionParameter?: 'regionId';
  readonly parameters: P;
  /** Documented parameters that the emulator does not act on; those of a structure with its name: `DataDisk.Encrypted`. */
  readonly refused: readonly string[];
  /** Absent where RAM is never asked. */
  readonly authorization?: Authorization<C, P>;
  /** Adds what a request leaves to something it names, such as a launch template, before it is read. */
  readonly complete?: (call: C, sent: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;
  /** The error of a missing parameter, where the operation documents its own. */
  readonly missing?: (name: string) => ApiError;
  /** The error of a region that the account does not have, where the operation documents its own. */
  readonly unknownRegion?: Refusal;
  /** The error of a ClientToken that was used with other parameters, where the operation documents its own. */
  readonly tokenUsed?: Refusal;
  /** Where the cloud answers a caller without permission with an empty result instead of an error. */
  readonly whenDenied?: (values: Values<P>) => Body;
  handle(call: C, values: Values<P>): Body;
}

/** A request whose parameters have been read. */
export interface PreparedCall {
  readonly dryRun: boolean;
  /** Sent, but not part of the operation. */
  readonly unread: readonly string[];
  readonly authorization: { readonly action: string; readonly resources: readonly string[] } | undefined;
  readonly whenDenied: (() => Body) | undefined;
  handle(): Body;
}

/** An operation as the gateway sees it, whatever its parameters. */
export interface Operation {
  readonly product: Product;
  readonly name: string;
  readonly access: 'read' | 'write';
  readonly regional: boolean;
  /** Name of the parameter that names the region. */
  readonly regionParameter: string;
  readonly parameters: ParameterMap;
  readonly refused: readonly string[];
  /** @throws ApiError */
  prepare(call: Omit<Call, 'region'>, values: ReadonlyMap<string, string>): PreparedCall;
}

/** Parameters of the SDK's request classes that serve the owner concept from before RAM. */
export const OWNER_PARAMETERS = [
  'OwnerAccount',
  'OwnerId',
  'ResourceOwnerAccount',
  'ResourceOwnerId',
] as const;

/** The region that a request names, whether or not there is one of that name. */
export function regionIdOf(
  operation: Operation | undefined,
  sent: ReadonlyMap<string, string>,
): string | undefined {
  return sent.get(spellingOf(operation?.regionParameter ?? 'RegionId', sent));
}

function unknownRegion(): ApiError {
  return new ApiError(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.');
}

function tokenUsed(): ApiError {
  return new ApiError(
    400,
    'IdempotentParameterMismatch',
    'The request uses the same client token as a previous, but non-identical request.',
  );
}

/** With a ClientToken a request is carried out once. A failed one does not use the token up. */
function idempotently(
  declaration: Pick<Declaration<never, ParameterMap>, 'name' | 'parameters' | 'tokenUsed'>,
  { account, world }: Omit<Call, 'region'>,
  sent: ReadonlyMap<string, string>,
  carryOut: () => Body,
): Body {
  const { name, parameters } = declaration;
  const token = 'ClientToken' in parameters ? (sent.get('ClientToken') ?? '') : '';
  if (token === '') return carryOut();
  const mismatch = declaration.tokenUsed ?? tokenUsed;
  return account.clientTokens.once(`${name} ${token}`, sent, world.clock.now(), carryOut, mismatch);
}

function declare<C, P extends ParameterMap>(
  declaration: Declaration<C, P>,
  regional: boolean,
  regionId: Parameter<string | undefined>,
  withRegion: (call: Omit<Call, 'region'>, region: Region | undefined) => C,
): Operation {
  const { product, name, access, parameters, refused, authorization, whenDenied } = declaration;
  const regionParameter = declaration.regionParameter ?? 'RegionId';
  return {
    product,
    name,
    access,
    regional,
    regionParameter,
    parameters: { [regionParameter]: regionId, ...parameters },
    refused,
    prepare(call, sent) {
      const { complete, missing } = declaration;
      const wanted = regionId.read(new ParameterBag(sent, missing), regionParameter);
      const region = call.account.regions.get(wanted ?? '');
      if (wanted !== undefined && region === undefined) throw (declaration.unknownRegion ?? unknownRegion)();
      const located = withRegion(call, region);
      const bag = new ParameterBag(complete?.(located, sent) ?? sent, missing);
      bag.take(regionParameter);
      const values = readAll(parameters, bag);
      const dryRun = (values as Readonly<Record<string, unknown>>)['DryRun'] === true;
      const carryOut = (): Body => declaration.handle(located, values);
      return {
        dryRun,
        unread: bag.unread(),
        authorization: authorization && {
          action: authorization.action,
          resources: authorization.resources(located, values),
        },
        whenDenied: whenDenied && (() => whenDenied(values)),
        handle: () => (dryRun ? carryOut() : idempotently(declaration, call, sent, carryOut)),
      };
    },
  };
}

/** An operation on a region, which `RegionId` has to name. */
export function regionalOperation<P extends ParameterMap>(
  declaration: Declaration<RegionalCall, P>,
): Operation {
  return declare(declaration, true, required(text()), (call, region) => ({
    ...call,
    region: region as Region,
  }));
}

/**
 * An operation that needs no region. The real endpoints are regional and the emulator's is not, so `RegionId` may
 * say which one is meant.
 */
export function globalOperation<P extends ParameterMap>(declaration: Declaration<Call, P>): Operation {
  return declare(declaration, false, text(), (call, region) => ({ ...call, region }));
}
