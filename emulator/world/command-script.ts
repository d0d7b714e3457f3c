import type { FailureCode } from './invocation';

/** What a command is made to come to, since nothing is carried out anywhere. */
export interface CommandScript {
  /** What the script to run contains. */
  readonly matches: (script: string) => boolean;
  /** Undefined for every instance. */
  readonly instanceId: string | undefined;
  /** Standard output and standard error, as the agent reports them together. */
  readonly output: string;
  readonly exitCode: number;
  readonly seconds: number;
  /** Why it cannot be sent or run at all. */
  readonly errorCode: FailureCode | undefined;
}

const SUCCESS: CommandScript = {
  matches: () => true,
  instanceId: undefined,
  output: '',
  exitCode: 0,
  seconds: 1,
  errorCode: undefined,
};

/** The first one that is for the script and the instance; else a second without output that succeeds. */
export function scriptFor(
  scripts: readonly CommandScript[],
  script: string,
  instanceId: string,
): CommandScript {
  const isMeant = (each: CommandScript): boolean =>
    (each.instanceId === undefined || each.instanceId === instanceId) && each.matches(script);
  return scripts.find(isMeant) ?? SUCCESS;
}
