#!/usr/bin/env node
import { EXIT } from './exit-status';
import { run } from './run';
import { failureText } from '../failure';

// Node.js would exit with 1, which says that a node is BLOCKED.
process.on('uncaughtException', error => {
  process.stderr.write(`${failureText(error)}\n`);
  process.exit(EXIT.FAILED);
});

// Whoever reads the report may have seen enough of it, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') { throw error; }
});

process.exitCode = run(process.argv.slice(2), { out: process.stdout, err: process.stderr, env: process.env });
