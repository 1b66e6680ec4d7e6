#!/usr/bin/env node
import { run } from './run';

process.exitCode = run(process.argv.slice(2), { out: process.stdout, err: process.stderr, env: process.env });
