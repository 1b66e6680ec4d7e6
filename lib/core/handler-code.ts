import * as path from 'path';
import { IgnoreMode } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

const LIB = path.join(__dirname, '..');

/** What the functions behind custom resources have in common. */
const SHARED = 'core/custom-resource-handler';

/** The code of the function behind a custom resource, and where in it the function begins. */
export interface HandlerCode {
  readonly code: lambda.Code;
  readonly handler: string;
}

/**
 * A folder of lib/ with what it shares with others, under the paths that they have here: an asset is one folder and what is in it.
 *
 * @param folder such as `preferences/account-preferences-handler`
 */
export function customResourceCode(folder: string): HandlerCode {
  return {
    code: lambda.Code.fromAsset(LIB, { ignoreMode: IgnoreMode.GIT, exclude: ['*', ...kept(folder), ...kept(SHARED)] }),
    handler: `${folder}/index.handler`,
  };
}

/** Git looks into a folder only if nothing leaves out the folder itself. */
function kept(folder: string): string[] {
  const [top, ...below] = folder.split('/');
  const folders = below.reduce((paths, name) => [...paths, `${paths.at(-1)}/${name}`], [top]);
  return [...folders.flatMap(name => [`!/${name}`, `/${name}/*`]), `!/${folder}/*.js`];
}
