import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Problem } from '../../shared/core/errors';
import { handlerProblems } from './handler';
import { problemsOfIssues } from './issues';
import { functionsOf, readDeployment } from './read';
import type { DeployedFunction, Deployment, ReadOptions } from './read';
import { ruleProblems } from './rules';
import { file as fileSchema, resource as resourceSchema } from './schema';
import { secretProblems } from './secrets';
import { lookupText, toPlain } from './tree';
import type { MapTree } from './tree';

export interface DeploymentCheck {
  /** In the order of the file; each says where, with line and column. Empty when the file is good to deploy. */
  readonly problems: readonly Problem[];
  /** The functions that could be read, also when there are problems. */
  readonly functions: readonly DeployedFunction[];
}

/**
 * Checks an s.yaml offline and strictly, for what Serverless Devs and its component fc3 let pass: unknown keys,
 * trigger configurations, cron expressions, names, sizes, missing code or handlers, secrets. What is wrong with one
 * function does not hide what is wrong with another. Never throws.
 */
export async function checkDeployment(file: string, options: ReadOptions = {}): Promise<DeploymentCheck> {
  const deployment = readDeployment(file, options);
  const code = await Promise.all(
    deployment.resources.map((resource) => handlerProblems(resource, deployment.directory)),
  );
  const problems = [
    ...deployment.problems,
    ...secretProblems(deployment),
    ...(deployment.root === undefined ? [] : schemaProblems(fileSchema, deployment.root)),
    ...deployment.resources.flatMap(({ tree }) => schemaProblems(resourceSchema, tree)),
    ...ruleProblems(deployment.resources),
    ...componentFolderProblems(deployment),
    ...code.flat(),
  ];
  return { problems: inOrder(problems), functions: functionsOf(deployment) };
}

function schemaProblems(schema: z.ZodType, tree: MapTree): Problem[] {
  return problemsOfIssues(schema.safeParse(toPlain(tree)).error?.issues ?? [], tree);
}

/** Serverless Devs runs a folder named like the component instead of the component. */
function componentFolderProblems({ file, directory, resources }: Deployment): Problem[] {
  const components = new Set([
    'fc3',
    ...resources.map(({ tree }) => lookupText(tree, ['component']) ?? 'fc3'),
  ]);
  return [...components]
    .map((component) => join(directory, component))
    .filter((folder) => existsSync(folder))
    .map((folder) => ({
      code: 'component_folder',
      what: `the folder ${folder} would be run in place of the component fc3`,
      where: file,
      expected: 'no folder of that name beside s.yaml',
    }));
}

/** Each problem once, by position: a template's mistake is one, however many functions use it. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [`${problem.where ?? ''} ${problem.what}`, problem]));
  return [...unique.values()].sort((a, b) =>
    (a.where ?? '').localeCompare(b.where ?? '', 'en', { numeric: true }),
  );
}
