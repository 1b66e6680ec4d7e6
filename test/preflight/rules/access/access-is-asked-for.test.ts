import { findingsOf, said } from './findings-in';
import { allow, CHANNEL, deny, SHELL_STATEMENTS, START, Statement } from '../../access/access-templates';
import { Resources } from '../../node-template';

const RULE = 'SSM-ACC-010';
const SHELLS = [...SHELL_STATEMENTS, allow('kms:GenerateDataKey', '*')];
const PAST = 'has a standing ssm:StartSession on Node, past the approvals that Approval is about';
const approval = (DocumentType: unknown) => ({ Approval: { Type: 'AWS::SSM::Document', Properties: { DocumentType, Content: {} } } });
const quickSetup = (Type: unknown) => ({ Approval: { Type: 'AWS::SSMQuickSetup::ConfigurationManager', Properties: { ConfigurationDefinitions: [{ Type, Parameters: {} }] } } });
const RECORDING = { Approval: { Type: 'AWS::SSMGuiConnect::Preferences', Properties: {} } };

test.each<[what: string, resources: Resources, expected: string[], statements?: Statement[]]>([
  ['nothing that shows it', {}, []],
  ['a manual approval policy', approval('ManualApprovalPolicy'), [PAST]],
  ['an automatic approval policy', approval('AutoApprovalPolicy'), [PAST]],
  ['another document', approval('Automation'), []],
  ['a document of a type that is not known', approval({ Ref: 'Unsaid' }), []],
  ['an approval policy that may not be there', { Approval: { ...approval('ManualApprovalPolicy').Approval, Condition: 'Unsaid' } }, []],
  ['Quick Setup of it', quickSetup('AWSQuickSetupType-JITNA'), [PAST]],
  ['another Quick Setup', quickSetup('AWSQuickSetupType-SSMHostMgmt'), []],
  ['recordings of Remote Desktop', RECORDING, [PAST]],
  ['people who ask', approval('ManualApprovalPolicy'), [], [allow(['ssm:StartAccessRequest', 'ssm:GetAccessToken'], '*')]],
  ['a grant that is denied', approval('ManualApprovalPolicy'), [], [...SHELLS, deny(START, '*')]],
  ['a grant of sessions that somebody approved', approval('ManualApprovalPolicy'), [], [allow(START, '*', { Null: { 'ssm:AccessRequestId': 'false' } }), CHANNEL]],
])('%s', (_, resources, expected, statements = SHELLS) => {
  expect(said(findingsOf(statements, resources), RULE)).toEqual(expected);
});
