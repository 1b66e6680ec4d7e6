import * as fs from 'fs';
import * as path from 'path';

/** Names of images by their ids, from the look-ups that the CDK keeps in its context: of them there is the bare id in a template. */
export function imageNamesIn(context: { readonly [key: string]: unknown }): Map<string, string> {
  const names = new Map<string, string>();
  for (const [key, id] of Object.entries(context)) {
    const parts = key.startsWith('ami:') && typeof id === 'string' ? key.split(/(?<!\$):/) : [];
    const valueOf = (name: string) => parts.find(part => part.startsWith(`${name}=`))?.slice(name.length + 1);
    const name = valueOf('filters.name.0');
    // Anybody can publish an image by the name of another.
    if (name !== undefined && PUBLISHERS.has(valueOf('owners.0') ?? '') && valueOf('filters.name.1') === undefined && valueOf('owners.1') === undefined) {
      names.set(id as string, name);
    }
  }
  return names;
}

/** The look-ups of the app that an assembly is of, from `cdk.context.json` beside it or in the working directory; none if there is no such file. */
export function imageNamesBeside(assembly: string): Map<string, string> {
  for (const directory of [path.dirname(path.resolve(assembly)), process.cwd()]) {
    try {
      return imageNamesIn(JSON.parse(fs.readFileSync(path.join(directory, 'cdk.context.json'), 'utf8')) as { readonly [key: string]: unknown });
    } catch {
      // What it would say is only an extra: without it such an image is one that nothing is known of.
    }
  }
  return new Map();
}

/**
 * Whose names preflight knows.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html
 */
const PUBLISHERS: ReadonlySet<string> = new Set([
  'amazon',
  // Amazon's accounts for Amazon Linux, ECS and Windows.
  '137112412989', '591542846629', '801119661308',
  // Canonical, Debian, Red Hat, SUSE.
  '099720109477', '136693071363', '309956199498', '013907871322',
]);
