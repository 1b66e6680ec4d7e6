import { fileURLToPath } from 'node:url';
import { CodePlace } from '../../../model/location';
import { pathInRepository } from '../../../repository-path';

/** A line of a stack trace of Node.js: `new Network (/app/lib/network.ts:12:5)`. */
const FRAME = /(?:^|[ (])((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/;

/** What runs an app and is not the app: packages, and what runs the CDK for other languages than JavaScript, from a temporary directory. */
const NOT_OF_THE_APP = /[\\/]node_modules[\\/]|[\\/]lib[\\/]program\.js$/;

/** The place in the code of an app where something is made, by the stack trace of that: the innermost line that is of no package. */
export function placeInCode(trace: unknown): CodePlace | undefined {
  for (const line of Array.isArray(trace) ? trace as unknown[] : []) {
    const [, where, row, column] = (typeof line === 'string' && FRAME.exec(line)) || [];
    const file = where === undefined || NOT_OF_THE_APP.test(where) ? undefined
      : pathInRepository(where.startsWith('file://') ? fileURLToPath(where) : where);
    if (file !== undefined) { return { file, line: Number(row), column: Number(column) }; }
  }
  return undefined;
}
