import { App, Stack, Tags } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PortForwardingDocument, PortForwardingTarget, SessionAccessPolicy, SessionGuardrail, SessionPermissionSet, SessionPreferences, SessionTarget,
  SsmManagedInstance,
} from '../../../lib';

const ACCOUNT = '111122223333';

/** People of each kind, who open logged sessions and do nothing beside that. */
export function team(app: App): void {
  const stack = new Stack(app, 'Team', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }], restrictDefaultSecurityGroup: false,
  });
  const preferences = new SessionPreferences(stack, 'Preferences');
  const second = new SessionPreferences(stack, 'SecondPreferences', { logging: preferences.logging });
  const node = new SsmManagedInstance(stack, 'Node', { vpc, sessionPreferences: preferences });
  Tags.of(node).add('env', 'dev');
  const trail = new cloudtrail.CfnTrail(stack, 'Trail', { isLogging: true, s3BucketName: 'trails' });
  const tunnel = new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.node(8080) });
  const targets = [SessionTarget.tagged('env', 'dev')];

  const person = (id: string, assumedBy: iam.IPrincipal = new iam.AccountRootPrincipal()) => new iam.Role(stack, id, { assumedBy });
  const group = new iam.Group(stack, 'Operators');
  new iam.User(stack, 'Olga', { groups: [group] });
  new SessionAccessPolicy(stack, 'Access', { targets, documents: [preferences, second], roles: [person('Developers')] });
  new SessionAccessPolicy(stack, 'GroupAccess', { targets, documents: [preferences], groups: [group] });
  new SessionAccessPolicy(stack, 'TunnelAccess', { targets: [SessionTarget.node(node)], documents: [tunnel], roles: [person('Contractor')] });
  new SessionPermissionSet(stack, 'OnCall', { targets, documents: [preferences], instanceArn: 'arn:aws:sso:::instance/ssoins-1', permissionSetName: 'OnCall', accounts: [ACCOUNT] });

  const github = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
  const pipeline = person('Pipeline', new iam.WebIdentityPrincipal(github, {
    StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:org/app:environment:prod' },
  }));
  const provider = iam.SamlProvider.fromSamlProviderArn(stack, 'Provider', `arn:aws:iam::${ACCOUNT}:saml-provider/Company`);
  const company = person('Company', new iam.SamlConsolePrincipal(provider));
  const partner = person('Partner', new iam.PrincipalWithConditions(new iam.AccountPrincipal('444455556666'), { StringEquals: { 'sts:ExternalId': 'secret' } }));
  new SessionAccessPolicy(stack, 'FederatedAccess', { targets, documents: [preferences], roles: [pipeline, company, partner] });

  const helpers = person('Helpers');
  helpers.addManagedPolicy(new SessionGuardrail(stack, 'Guardrail', { documents: [preferences, second], trailArns: [trail.attrArn] }).managedPolicy);
  const allow = (actions: string[], resources: string[], conditions?: object) => (
    helpers.addToPolicy(new iam.PolicyStatement({ actions, resources, conditions }))
  );
  allow(['ssm:StartSession'], ['arn:aws:ec2:*:*:instance/*'], { StringEquals: { 'ssm:resourceTag/env': 'dev' } });
  allow(['ssm:StartSession'], ['arn:aws:ssm:*:*:document/*']);
  allow(['ssm:DeleteDocument', 'ssm:UpdateDocument'], [stack.formatArn({ service: 'ssm', resource: 'document', resourceName: preferences.documentName })]);
  allow(['ssm:SendCommand', 'ssm:CreateAssociation', 'ssmmessages:*', 'logs:*', 's3:*', 'kms:*', 'cloudtrail:*'], ['*']);
}
