import { Case, judged } from './nodes';

const SCRIPT = '#!/bin/bash\necho hello\n';
const ofLength = (bytes: number) => SCRIPT + '#'.repeat(bytes - SCRIPT.length);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('SSM-AGT-008', () => {
  const CASES: readonly Case[] = [
    ['BLOCKED', '16,385 bytes', { property: { 'Fn::Base64': ofLength(16_385) } }],
    ['BLOCKED', '16,385 bytes in base64', { property: base64(ofLength(16_385)) }],
    ['BLOCKED', '8,200 characters of two bytes', { property: { 'Fn::Base64': SCRIPT + 'é'.repeat(8200) } }],
    ['BLOCKED', 'too much in a launch template', { kind: 'launch-template', property: { 'Fn::Base64': ofLength(20_000) } }],
    ['BLOCKED', 'plain text', { property: SCRIPT }],
    ['BLOCKED', 'plain text by Fn::Sub', { property: { 'Fn::Sub': '#!/bin/bash\necho ${AWS::Region}' } }],
    ['BLOCKED', 'plain text in a launch template', { kind: 'launch-template', property: SCRIPT }],
    ['BLOCKED', 'a script for Windows in plain text', { image: 'windows', property: '<powershell>Get-Date</powershell>' }],
    ['CONNECTS', '16,384 bytes', { property: { 'Fn::Base64': ofLength(16_384) } }],
    ['CONNECTS', '16,384 bytes in base64, which is longer', { property: base64(ofLength(16_384)) }],
    ['CONNECTS', 'Fn::Base64 of Fn::Sub', { property: { 'Fn::Base64': { 'Fn::Sub': '#!/bin/bash\necho ${AWS::Region}' } } }],
    ['CONNECTS', 'base64', { property: base64(SCRIPT) }],
    ['CONNECTS', 'base64 in a launch template', { kind: 'launch-template', property: base64(SCRIPT) }],
    ['CONNECTS', 'no text at all', { property: '' }],
  ];

  test.each(CASES.map(([expected, what, options]) => ({ expected, what, options })))('$expected: $what', ({ expected, options }) => {
    const { verdict, findings } = judged('', options);
    expect([verdict, findings.map(({ ruleId }) => ruleId)]).toEqual([expected, expected === 'BLOCKED' ? ['SSM-AGT-008'] : []]);
  });
});
