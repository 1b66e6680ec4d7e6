/*
 * Preflight is most of this library by size, and most processes that load the library never use it. Its parts are loaded when they are first used, so
 * that the public classes, which everybody loads, stay light. They import nothing else of preflight but types.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export function engine(): typeof import('./engine/analyze') {
  return require('./engine/analyze') as typeof import('./engine/analyze');
}

export function cloudFormationReader(): typeof import('./readers/cloudformation/cloudformation-reading') {
  return require('./readers/cloudformation/cloudformation-reading') as typeof import('./readers/cloudformation/cloudformation-reading');
}

export function expectations(): typeof import('./unmet-expectations') {
  return require('./unmet-expectations') as typeof import('./unmet-expectations');
}

export function textReports(): typeof import('./report/text-report') {
  return require('./report/text-report') as typeof import('./report/text-report');
}

export function blockedTexts(): typeof import('./report/blocked-text') {
  return require('./report/blocked-text') as typeof import('./report/blocked-text');
}

export function jsonReports(): typeof import('./report/json-report') {
  return require('./report/json-report') as typeof import('./report/json-report');
}

export function htmlReports(): typeof import('./report/html-report') {
  return require('./report/html-report') as typeof import('./report/html-report');
}

export function sarifReports(): typeof import('./report/sarif/sarif-report') {
  return require('./report/sarif/sarif-report') as typeof import('./report/sarif/sarif-report');
}

export function junitReports(): typeof import('./report/junit-report') {
  return require('./report/junit-report') as typeof import('./report/junit-report');
}

export function githubReports(): typeof import('./report/github-annotations') {
  return require('./report/github-annotations') as typeof import('./report/github-annotations');
}

export function reportFormats(): typeof import('./report/formats') {
  return require('./report/formats') as typeof import('./report/formats');
}

export function accessCauses(): typeof import('./report/access-causes') {
  return require('./report/access-causes') as typeof import('./report/access-causes');
}
