import { Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkValue, required } from './check-props';
import { fail } from './errors';
import { NUMBER } from './prop-types';

export function checkPort(scope: IConstruct, name: string, port: number): void {
  checkValue(scope, name, port, required(NUMBER));
  if (!Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail(scope, `${name} must be a whole number, 1-65535, got ${port}; set a port in that range`);
  }
}

/** A port as a string, which session documents need. */
export function portText(port: number): string {
  return Tokenization.stringifyNumber(port);
}
