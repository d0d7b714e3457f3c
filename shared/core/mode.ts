/** What has a say in whether a run may change anything. */
export interface ModeInputs {
  /** `dryRun` of the function's configuration. */
  readonly configured: boolean;
  /** The environment variable `DRY_RUN`, as it is. */
  readonly environment: string | undefined;
  /** Further reasons to stay dry: an event, a flag, a chosen instant. They can never make a run real. */
  readonly drier?: readonly string[];
}

/** Whether a run may change anything, and if not, everything that keeps it from it. */
export interface Mode {
  readonly real: boolean;
  readonly because: readonly string[];
}

/**
 * A run is real only if the configuration says `dryRun: false` and `DRY_RUN` is unset or exactly `false`.
 * Any other spelling of `DRY_RUN` (`False`, `0`, `no`, the empty string) means dry.
 */
export function decideMode(inputs: ModeInputs): Mode {
  const because = [...(inputs.drier ?? [])];
  if (inputs.configured) because.push('the configuration does not say dryRun: false');
  if (inputs.environment !== undefined && inputs.environment !== 'false') {
    because.push(`DRY_RUN is ${JSON.stringify(inputs.environment)}, not "false"`);
  }
  return { real: because.length === 0, because };
}
