import { Aspects, Aws, Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { recordersBeside, unrecordedTypes } from './config-recorder';
import { MANAGED_RULES, ManagedRuleFacts, Runbook, recordedTypesOf } from './managed-rules';
import { SessionComplianceRemediation, SessionComplianceRule } from './session-compliance-rule';
import { PropTypes, checkProps, checkValue, listOf, oneOf, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';

/**
 * Properties of `SessionComplianceRules`.
 */
export interface SessionComplianceRulesProps {
  /**
   * What is watched.
   *
   * @default - everything that `SessionComplianceRule` has
   */
  readonly rules?: SessionComplianceRule[];

  /**
   * Repairs by runbooks of AWS, with a role for each that may do nothing else:
   *
   * - `IMDSV2`: the instance requires IMDSv2. Software on it that asks by IMDSv1 loses its metadata and its credentials.
   * - `NO_OPEN_SSH`: the rules of the security group that open TCP port 22 to everybody are removed. The stack that made them does not know of it.
   *
   * What the other rules find is not repaired: that would patch nodes, or change how they are reached.
   *
   * @default - nothing is repaired
   */
  readonly remediation?: SessionComplianceRemediation;
}

const RULE = oneOf('a SessionComplianceRule', SessionComplianceRule, 'SessionComplianceRule.IMDSV2');

const PROP_TYPES: PropTypes<SessionComplianceRulesProps> = {
  rules: listOf('a list of SessionComplianceRule', '[SessionComplianceRule.IMDSV2]', RULE),
  remediation: oneOf('a SessionComplianceRemediation', SessionComplianceRemediation, 'SessionComplianceRemediation.MANUAL'),
};

const ALL_RULES = Object.values(SessionComplianceRule);

/**
 * Rules of AWS Config on what Session Manager relies on, and on the ways in that it makes superfluous: nodes that are not managed, open ports, public
 * addresses, public documents.
 *
 * Each is a managed rule of AWS, and its description names the Security Hub control that it serves. Security Hub makes rules of its own for its controls.
 * They look at the whole account and region, and at all EC2 instances, nodes or not. No managed rule looks at session preferences or transcripts;
 * preflight does.
 *
 * AWS Config needs a recorder, and a region takes one: none is created. Without it, the deployment fails with
 * `NoAvailableConfigurationRecorderException`. If one is in the same stack, the rules wait for it.
 *
 * Creates a rule for each, and with `remediation` two roles. AWS Config bills 0.001 USD for each resource that a rule evaluates, each time. The recorder
 * bills 0.003 USD for each change that it records.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 * @see https://aws.amazon.com/config/pricing/
 *
 * @example
 * const compliance = new SessionComplianceRules(this, 'Compliance', { remediation: SessionComplianceRemediation.MANUAL });
 * const sshOpened = compliance.rule(SessionComplianceRule.NO_OPEN_SSH).onComplianceChange('SshOpened');
 */
export class SessionComplianceRules extends Construct {
  private readonly managedRules = new Map<SessionComplianceRule, config.ManagedRule>();

  /**
   * @throws if `rules` is empty or names one twice, or `remediation` is given and none of them has any; at synthesis, if a recorder of the app leaves out
   * what a rule looks at
   */
  constructor(scope: Construct, id: string, props: SessionComplianceRulesProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { rules = ALL_RULES, remediation } = props;
    this.checkRules(rules, remediation);
    for (const rule of rules) {
      const facts = MANAGED_RULES[rule];
      const managedRule = this.managedRule(rule, facts);
      this.managedRules.set(rule, managedRule);
      if (remediation && facts.runbook) { this.remediate(managedRule, facts.runbook, remediation); }
    }
    // A recorder may be defined after this. The CDK takes an acknowledgement that came before the warning for what is inside of its construct alone.
    const first = this.rule(rules[0]);
    Aspects.of(first).add({ visit: node => { if (node === first) { this.meetRecorder(first); } } });
    this.node.addValidation({ validate: () => this.unrecorded() });
  }

  /**
   * One of the rules, to be told of what it finds: `rule(...).onComplianceChange(...)`.
   *
   * @param rule what it watches
   * @throws if `rules` leaves it out
   */
  public rule(rule: SessionComplianceRule): config.ManagedRule {
    checkValue(this, 'rule', rule, required(RULE));
    return this.managedRules.get(rule) ?? fail(this, `rule must be one of rules, got ${nameOf(rule)}, and rules has ${[...this.managedRules.keys()].map(nameOf).join(', ')}; add it there`);
  }

  private checkRules(rules: SessionComplianceRule[], remediation: SessionComplianceRemediation | undefined): void {
    if (rules.length === 0) {
      fail(this, 'rules must not be empty, got []: nothing would be watched; leave it out for all');
    }
    const twice = rules.find((rule, index) => rules.indexOf(rule) !== index);
    if (twice) {
      fail(this, `rules must name each once, got ${nameOf(twice)} twice; remove one of the two`);
    }
    if (remediation && !rules.some(rule => MANAGED_RULES[rule].runbook)) {
      const repairable = ALL_RULES.filter(rule => MANAGED_RULES[rule].runbook).map(nameOf);
      fail(this, `remediation must be left out where rules has neither ${repairable.join(' nor ')}, got ${remediation}: nothing else is repaired; remove it, or add one of them`);
    }
  }

  private managedRule(rule: SessionComplianceRule, facts: ManagedRuleFacts): config.ManagedRule {
    const types = recordedTypesOf(facts);
    return new config.ManagedRule(this, rule, {
      identifier: facts.identifier,
      description: `${facts.description} (Security Hub: ${facts.securityHubControls.join(', ')})`,
      inputParameters: facts.inputParameters,
      ruleScope: types.length > 0 ? config.RuleScope.fromResources(types.map(type => config.ResourceType.of(type))) : undefined,
    });
  }

  private remediate(rule: config.ManagedRule, runbook: Runbook, remediation: SessionComplianceRemediation): void {
    const isAutomatic = remediation === SessionComplianceRemediation.AUTOMATIC;
    const role = new iam.Role(this, `${rule.node.id}Role`, {
      description: `Lets ${runbook.name} repair what AWS Config finds`,
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    const policy = new iam.Policy(this, `${rule.node.id}Policy`, { roles: [role], statements: this.statementsFor(runbook) });
    new config.CfnRemediationConfiguration(this, `${rule.node.id}Remediation`, {
      configRuleName: rule.configRuleName,
      targetType: 'SSM_DOCUMENT',
      targetId: runbook.name,
      automatic: isAutomatic,
      ...isAutomatic ? ATTEMPTS : {},
      parameters: {
        AutomationAssumeRole: { StaticValue: { Values: [role.roleArn] } },
        [runbook.resourceParameter]: { ResourceValue: { Value: 'RESOURCE_ID' } },
      },
    // An automatic one starts at once.
    }).node.addDependency(policy);
  }

  private statementsFor({ name, reads, changes, startsItself }: Runbook): iam.PolicyStatement[] {
    const stack = Stack.of(this);
    const allow = (actions: readonly string[], ...resources: string[]) => new iam.PolicyStatement({ actions: [...actions], resources });
    const executions = stack.formatArn({ service: 'ssm', resource: 'automation-execution', resourceName: '*' });
    return [
      allow(reads, '*'),
      allow([changes.action], stack.formatArn({ service: changes.action.split(':')[0], resource: changes.resource, resourceName: '*' })),
      ...startsItself ? [
        // Documents of AWS have no account.
        allow(['ssm:StartAutomationExecution'], stack.formatArn({ service: 'ssm', account: '', resource: 'document', resourceName: name }), executions),
        allow(['ssm:GetAutomationExecution'], executions),
      ] : [],
    ];
  }

  private meetRecorder(rule: config.ManagedRule): void {
    const recorders = recordersBeside(this);
    this.node.addDependency(...recorders.filter(recorder => Stack.of(recorder) === Stack.of(this)));
    if (recorders.length === 0) {
      warn(rule, WarningId.RECORDER_NOT_PROVEN, `no recorder of AWS Config is in the app, and none is created: without one that records ${this.recordedTypes().join(', ') || 'in this region'}, the deployment fails with NoAvailableConfigurationRecorderException, or the rules find nothing.`);
    }
  }

  private recordedTypes(): string[] {
    return [...new Set([...this.managedRules.keys()].flatMap(rule => recordedTypesOf(MANAGED_RULES[rule])))];
  }

  private unrecorded(): string[] {
    return recordersBeside(this).flatMap(recorder => [...this.managedRules.keys()].flatMap(rule => {
      const types = unrecordedTypes(recorder, recordedTypesOf(MANAGED_RULES[rule]));
      return types.length === 0 ? [] : [`${nameOf(rule)} needs ${types.join(' and ')}, which the recorder ${recorder.node.path} leaves out, so that it would find nothing; add it to the recordingGroup, or leave the rule out of rules`];
    }));
  }
}

/** What AWS Config does where an automatic remediation does not say. @see https://docs.aws.amazon.com/config/latest/APIReference/API_RemediationConfiguration.html */
const ATTEMPTS = { maximumAutomaticAttempts: 5, retryAttemptSeconds: 60 };

/** As it is written in code. */
function nameOf(rule: SessionComplianceRule): string {
  return Object.entries(SessionComplianceRule).find(([, value]) => value === rule)![0];
}
