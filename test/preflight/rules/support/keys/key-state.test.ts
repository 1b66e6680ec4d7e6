import { Unknown } from '../../../../../lib/preflight/model/known';
import { Key } from '../../../../../lib/preflight/model/session/session-resources';
import { stateFindings } from '../../../../../lib/preflight/rules/support/keys/key-state';
import { workingDocumentContext } from '../../working-document';

const { model, documentInputs } = workingDocumentContext({});
const key = model.key((documentInputs as { key: string }).key) as Key;
const reported = (changes: Partial<Key>) => [...stateFindings({ ...key, ...changes }, { capabilities: ['KMS_ENCRYPTION'], services: ['kms'] }, 'no session starts')];
const at = (property: string) => ({ resource: key.location.resource, property: `Properties/${property}` });

test('an enabled, symmetric key', () => {
  expect(reported({})).toEqual([]);
});

test.each<[string, Partial<Key>, object]>([
  ['disabled', { enabled: { value: false, location: at('Enabled') } }, { severity: 'BLOCKED', location: at('Enabled'), message: expect.stringMatching(/ is disabled: no session starts$/) }],
  ['perhaps disabled', { enabled: { value: new Unknown('a parameter'), location: at('Enabled') } }, { severity: 'UNKNOWN', location: at('Enabled'), message: expect.stringContaining('a parameter') }],
  ['asymmetric', { spec: { value: 'RSA_2048', location: at('KeySpec') } }, { severity: 'BLOCKED', location: at('KeySpec'), message: expect.stringContaining('is of the kind RSA_2048') }],
  ['of an unknown kind', { spec: { value: new Unknown('a parameter'), location: at('KeySpec') } }, { severity: 'UNKNOWN', location: at('KeySpec'), message: expect.stringContaining('a parameter') }],
])('a key that is %s', (_, changes, expected) => {
  expect(reported(changes)).toEqual([expect.objectContaining({ ...expected, capabilities: ['KMS_ENCRYPTION'], services: ['kms'] })]);
});
