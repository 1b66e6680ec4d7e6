import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { wordFix } from '../../../lib/preflight/readers/cloudformation/word-fix';
import { EVERY_RULE } from '../../../lib/preflight/rules/all-rules';

const LIB = join(__dirname, '../../../lib/preflight');
const SOURCES = [
  ...readdirSync(join(LIB, 'rules'), { recursive: true, encoding: 'utf8' }).map(file => join(LIB, 'rules', file)),
  ...['misnomers', 'eks-refusals'].map(file => join(LIB, 'readers/cloudformation/to-model', `${file}.ts`)),
].filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));

/** What only those know who write templates. Names of types and properties are the same in both. */
const OF_TEMPLATES = /\bRef\b|Fn::|DependsOn/;
/** What only those know who write apps. */
const OF_APPS = /\b(iam|ec2|s3|kms)\.[A-Z]\w*|\.add[A-Z]\w*\(|\.grant\w*\(|sessionPreferences/;

test.each(EVERY_RULE)('the fix of $id is for whoever wrote the template', ({ fix }) => {
  const text = wordFix(fix);
  expect([OF_TEMPLATES.test(text) && !text.includes('in the CDK'), OF_APPS.test(text) && !text.includes('in an app')]).toEqual([false, false]);
});

test('so are the fixes of findings', () => {
  const fixes = SOURCES.flatMap(file => readFileSync(file, 'utf8').split('\n').filter(line => /\bfix\b.*['`]/.test(line)));
  expect(fixes.length).toBeGreaterThan(100);
  expect(fixes.filter(text => OF_TEMPLATES.test(text) && !text.includes('in the CDK'))).toEqual([]);
  expect(fixes.filter(text => OF_APPS.test(text) && !text.includes('in an app'))).toEqual([]);
});
