import { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { fail, warn } from '../../lib/core/errors';
import { WarningId } from '../../lib/core/warning-ids';
import { errorOf, newStack, warnings } from '../fixtures';

test('an error ends with the path of the construct that it is about', () => {
  const scope = new Construct(new Construct(newStack(), 'Outer'), 'Inner');

  expect(errorOf(() => fail(scope, 'x must be y, got z'))).toBe('x must be y, got z [Stack/Outer/Inner]');
});

test('a warning carries the id by which it is acknowledged', () => {
  const stack = newStack(new App());
  warn(stack, WarningId.COMPLIANCE_LOCK, 'Beware.');

  expect(warnings(stack)).toEqual(['Beware. [ack: annotation::cdk-session-manager:SessionLoggingBucket.complianceLock]']);
});
