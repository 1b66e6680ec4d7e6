import { readFileSync } from 'node:fs';

/** Where the site is; package.json alone says it. */
export const ADDRESS: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).homepage;
/** The path in it that GitHub Pages serves the site from. */
export const BASE = new URL(ADDRESS).pathname;
export const REPOSITORY = 'https://github.com/cdk-session-manager/cdk-session-manager';
