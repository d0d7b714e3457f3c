import { ApiError, missingParameter } from '../errors';
import type { Operation } from './operation';

/** The operations that exist; the version selects the product and the action the operation. */
export class Registry {
  readonly operations: readonly Operation[];
  private readonly byVersion = new Map<string, Map<string, Operation>>();

  constructor(operations: readonly Operation[]) {
    this.operations = operations;
    for (const operation of operations) {
      const { version } = operation.product;
      const known = this.byVersion.get(version) ?? new Map<string, Operation>();
      this.byVersion.set(version, known.set(operation.name, operation));
    }
  }

  /** @throws ApiError */
  find(action: string | undefined, version: string | undefined): Operation {
    if (action === undefined || action === '') throw missingParameter('Action');
    if (version === undefined || version === '') throw missingParameter('Version');
    const known = this.byVersion.get(version);
    if (known === undefined) {
      throw new ApiError(
        400,
        'InvalidVersion',
        `Specified parameter Version is not valid. The emulator has ${this.versions()}; "${version}" was asked for.`,
      );
    }
    const operation = known.get(action);
    if (operation === undefined) {
      throw new ApiError(
        404,
        'InvalidAction.NotFound',
        `Specified api is not found, please check your url and method. The emulator does not implement "${action}" ` +
          `of version ${version}; GET /_emulator/coverage lists what it has.`,
      );
    }
    return operation;
  }

  private versions(): string {
    const products = this.operations.map(({ product }) => `${product.name} ${product.version}`);
    return [...new Set(products)].join(', ');
  }
}
