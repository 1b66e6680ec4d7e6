import { mayMeet, Once } from './indices';
import { locationOf } from './values';
import { LogGroupPolicy } from '../../../model/audit/log-group-policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { Listing, Unknown } from '../../../model/known';
import { Environment } from '../../../model/node';
import { partsOf } from '../../../model/symbolic-text';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

type Source = readonly [type: string, isOfAccount: boolean, document: (resource: TemplateResource) => Resolved | undefined, property: string];

/** Types that let services write into log groups. The custom resource is that of CDK's own target of EventBridge. */
const SOURCES: readonly Source[] = [
  ['AWS::Logs::ResourcePolicy', true, ({ properties }) => properties.PolicyDocument, 'PolicyDocument'],
  ['Custom::CloudwatchLogResourcePolicy', true, ({ properties }) => documentOfCall(properties.Create), 'Create'],
  ['AWS::Logs::LogGroup', false, ({ properties }) => properties.ResourcePolicyDocument, 'ResourcePolicyDocument'],
];

/** Policies of CloudWatch Logs, of accounts and of groups. */
export class LogGroupPolicyReader {
  private readonly listings = new Once<Listing<LogGroupPolicy>>();

  constructor(private readonly set: EnvironmentTemplateSet) {}

  of(environment: Environment): Listing<LogGroupPolicy> {
    return this.listings.get(`${environment.account}|${environment.region}`, () => {
      const here = (resource: TemplateResource) => mayMeet(resource.environment, environment);
      const seen = SOURCES.flatMap(([type, isOfAccount, documentOf, property]) => this.set.ofType(type).filter(here).flatMap(resource => {
        const document = documentOf(resource);
        return document === undefined ? [] : [{ resource, policy: policyOf(resource, document, isOfAccount, property) }];
      }));
      const unsure = seen.find(({ resource }) => resource.present !== true)?.resource.present as Unknown | undefined;
      return { seen: seen.filter(({ resource }) => resource.present === true).map(({ policy }) => policy), hidden: unsure ?? this.hiddenIn(here) };
    });
  }

  /** A policy of an account names no resource, so that a stack that cannot be seen may hold one whatever it is given. */
  private hiddenIn(here: (resource: TemplateResource) => boolean): Unknown | undefined {
    const resources = this.set.stacks.flatMap(stack => stack.resources);
    return resources.find(resource => resource.unseenWork !== undefined && here(resource))?.unseenWork?.why;
  }
}

function policyOf(resource: TemplateResource, document: Resolved, isOfAccount: boolean, property: string): LogGroupPolicy {
  return {
    name: resource.location.name,
    location: locationOf(resource, property),
    document: parsePolicy(document),
    environment: resource.environment,
    isOfAccount,
    leastCharacters: typeof document === 'string' ? partsOf(document).filter(({ kind }) => kind === 'literal').reduce((sum, { raw }) => sum + raw.length, 0) : 0,
  };
}

/** The policy in an AwsSdkCall, which the CDK writes as JSON in a text. */
function documentOfCall(call: Resolved | undefined): Resolved | undefined {
  if (typeof call !== 'string') { return new Unknown('the call cannot be read'); }
  try {
    const { parameters } = JSON.parse(call) as { readonly parameters?: { readonly policyDocument?: Resolved } };
    return parameters?.policyDocument;
  } catch {
    return new Unknown('the call cannot be read');
  }
}
