import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { SessionLogging, SessionPreferences } from '../../lib';
import { WarningId } from '../../lib/core/warning-ids';
import { warnings } from '../util';

const PAGE = readFileSync(join(__dirname, '../../docs/warnings.md'), 'utf8');
const ROWS = [...PAGE.matchAll(/^\| `([^`]+)` \| (.*) \| (.*) \|$/gm)].map(([, id, when, whatToDo]) => ({ id, when, whatToDo }));

test('the page lists every warning id, and no other', () => {
  expect(ROWS.map(({ id }) => id)).toEqual(Object.values(WarningId));
});

test('each row says in sentences when, and what to do', () => {
  for (const { when, whatToDo } of ROWS) {
    expect(when).toMatch(/^[A-Z`[].*\.$/);
    expect(whatToDo).toMatch(/^[A-Z`[].*\.$/);
  }
});

test('what the page acknowledges is told no more, and what it does not, is', () => {
  const stack = new Stack(new App(), 'Stack');
  const [silent, loud] = ['Silent', 'Loud'].map(id => new SessionPreferences(stack, id, { logging: SessionLogging.none() }));
  const [, id] = /acknowledge\(\{\s+id: '([^']+)'/.exec(PAGE)!;
  Validations.of(silent).acknowledge({ id, reason: 'A test' });
  expect(warnings(stack)).toEqual([id]);
  Validations.of(loud).acknowledge({ id, reason: 'A test' });
  expect(warnings(stack)).toEqual([]);
});
