import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { WarningId } from './warning-ids';

/**
 * Throws every error of the constructs, so that each ends with the path of the construct that it is about.
 *
 * A static factory has no construct to name. aws-cdk-lib's own `ValidationError` is internal to it and has changed its signature before.
 */
export function fail(scope: IConstruct | undefined, message: string): never {
  throw new Error(scope ? `${message} [${scope.node.path}]` : message);
}

/** Risky but legal: shown at synthesis, acknowledged with `Validations.of(scope).acknowledge({ id, reason })`. */
export function warn(scope: IConstruct, id: WarningId, message: string): void {
  Validations.of(scope).addWarning(id, message);
}
