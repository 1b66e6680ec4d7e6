import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from '../core/errors';
import { TEXT } from '../core/prop-types';

/** On how many nodes at a time, and after how many failures no more. */
export interface RateControl {
  readonly maxConcurrency?: string;
  readonly maxErrors?: string;
}

export const RATE_CONTROL_TYPES = { maxConcurrency: TEXT, maxErrors: TEXT };

/** AWS does all nodes at a time and stops for no error. */
const DEFAULT = '10%';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateAssociation.html */
const CONCURRENCY = /^([1-9]\d{0,6}|[1-9]\d?%|100%)$/;
const ERRORS = /^(\d|[1-9]\d{1,6}|\d%|[1-9]\d%|100%)$/;

export function rateControl(scope: IConstruct, { maxConcurrency = DEFAULT, maxErrors = DEFAULT }: RateControl): Required<RateControl> {
  check(scope, 'maxConcurrency', maxConcurrency, CONCURRENCY, '1-9999999 nodes or 1%-100%');
  check(scope, 'maxErrors', maxErrors, ERRORS, '0-9999999 nodes or 0%-100%');
  return { maxConcurrency, maxErrors };
}

function check(scope: IConstruct, name: string, value: string, pattern: RegExp, allowed: string): void {
  if (!Token.isUnresolved(value) && !pattern.test(value)) {
    fail(scope, `${name} must be ${allowed}, in a string, got '${value}'; use one such as '10%'`);
  }
}
