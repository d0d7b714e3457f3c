import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

function pathOf(parts: readonly PropertyKey[]): string {
  return parts.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

/** Whether a branch of a union failed for being of another type altogether. */
function isOtherType(issues: readonly Issue[]): boolean {
  return issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
}

/** The one branch of a union that the input was meant for, if there is one. */
function branchMeant(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const [meant, ...others] = issue.errors.filter((issues) => !isOtherType(issues));
  return others.length === 0 ? meant : undefined;
}

function describeIssue(issue: Issue, where: string): string[] {
  const at = where + pathOf(issue.path);
  return branchMeant(issue)?.flatMap((each) => describeIssue(each, at)) ?? [`${at}: ${issue.message}`];
}

/** One line per mistake: where it is, what is wrong, what was expected. */
export function describeIssues(error: z.ZodError, root: string): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, root));
}
