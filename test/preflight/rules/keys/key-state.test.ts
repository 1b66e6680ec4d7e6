import { Unknown } from '../../../../lib/preflight/model/known';
import { Key } from '../../../../lib/preflight/model/logging';
import { stateProblems } from '../../../../lib/preflight/rules/keys/key-state';
import { workingDocumentSite } from '../working-document';

const { model, asked } = workingDocumentSite({});
const key = model.key((asked as { key: string }).key) as Key;
const told = (changes: Partial<Key>) => [...stateProblems({ ...key, ...changes }, { capabilities: ['KMS_ENCRYPTION'], services: ['kms'] }, 'no session starts')];
const at = (property: string) => ({ place: key.spot.place, property: `Properties/${property}` });

test('an enabled, symmetric key', () => {
  expect(told({})).toEqual([]);
});

test.each<[string, Partial<Key>, object]>([
  ['disabled', { enabled: { value: false, spot: at('Enabled') } }, { severity: 'BLOCKED', spot: at('Enabled'), message: expect.stringMatching(/ is disabled: no session starts$/) }],
  ['perhaps disabled', { enabled: { value: new Unknown('a parameter'), spot: at('Enabled') } }, { severity: 'UNKNOWN', spot: at('Enabled'), message: expect.stringContaining('a parameter') }],
  ['asymmetric', { spec: { value: 'RSA_2048', spot: at('KeySpec') } }, { severity: 'BLOCKED', spot: at('KeySpec'), message: expect.stringContaining('is of the kind RSA_2048') }],
  ['of an unknown kind', { spec: { value: new Unknown('a parameter'), spot: at('KeySpec') } }, { severity: 'UNKNOWN', spot: at('KeySpec'), message: expect.stringContaining('a parameter') }],
])('a key that is %s', (_, changes, expected) => {
  expect(told(changes)).toEqual([expect.objectContaining({ ...expected, capabilities: ['KMS_ENCRYPTION'], services: ['kms'] })]);
});
