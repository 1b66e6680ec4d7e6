import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { checkPort, portText } from '../../lib/core/ports';
import { errorOf, newStack } from '../fixtures';

const STACK = newStack();
const check = (port: number) => errorOf(() => checkPort(STACK, 'port', port));

describe('A port', () => {
  test('is a whole number from 1 to 65535', () => {
    const wrong = Array.from({ length: 70001 }, (_, port) => port).filter(port => (check(port) === undefined) !== (port >= 1 && port <= 65535));

    expect(wrong).toEqual([]);
  });

  test.each([-1, 0.5, 80.1, NaN, Infinity, -Infinity])('is not %d', port => {
    expect(check(port)).toBe(`port must be a whole number, 1-65535, got ${port}; set a port in that range [Stack]`);
  });

  test('may be a token', () => {
    expect(check(Lazy.number({ produce: () => 0 }))).toBeUndefined();
    expect(check(new CfnParameter(newStack(), 'Port', { type: 'Number' }).valueAsNumber)).toBeUndefined();
  });
});

test('A port in a document is text, also if it is a token', () => {
  const stack = newStack();

  expect(portText(5432)).toBe('5432');
  expect(stack.resolve(portText(new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber))).toEqual({ Ref: 'Port' });
});
