import { Fillers } from './fillers';
import { Once } from './indices';
import { idsOf, locationOf, setting, textOf } from './values';
import { Topic } from '../../../model/audit/topic';
import { AttachedPolicy } from '../../../model/iam/policy';
import { parsePolicy } from '../../../model/iam/policy-parse';
import { isKnown, Known, Unknown } from '../../../model/known';
import { remembered } from '../../../model/remembered';
import { TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

interface PolicyIndex {
  readonly byTopic: ReadonlyMap<string, readonly TemplateResource[]>;
  /** Why there may be policies of any topic. */
  readonly doubt: Unknown | undefined;
}

/** Types of policies of topics, and the property that names the topics. */
const POLICY_TYPES: readonly (readonly [type: string, property: string])[] = [['AWS::SNS::TopicPolicy', 'Topics'], ['AWS::SNS::TopicInlinePolicy', 'TopicArn']];

/** Topics, with the policies that other resources give them. */
export class TopicReader {
  private readonly topics = new Once<Topic>();
  private readonly index = new Once<PolicyIndex>();

  constructor(private readonly set: EnvironmentTemplateSet, private readonly fillers: Fillers) {}

  topic(resource: TemplateResource): Known<Topic> {
    if (resource.present !== true) { return resource.present; }
    return this.topics.get(resource.location.key, () => ({
      arn: resource.ref,
      account: resource.environment.account,
      location: locationOf(resource),
      key: setting(resource, 'KmsMasterKeyId', textOf(resource.properties.KmsMasterKeyId)),
      policies: this.policiesOf(resource),
    }));
  }

  private policiesOf(topic: TemplateResource): Known<AttachedPolicy[]> {
    const { byTopic, doubt } = this.policies();
    const policies = byTopic.get(topic.ref) ?? [];
    const unsure = policies.find(({ present }) => present !== true);
    return doubt ?? (unsure ? unsure.present as Unknown : undefined) ?? this.fillers.of(topic) ?? policies.map(resource => ({
      name: resource.location.name,
      location: locationOf(resource, 'PolicyDocument'),
      document: parsePolicy(resource.properties.PolicyDocument),
    }));
  }

  private policies(): PolicyIndex {
    return this.index.get('', () => {
      const byTopic = new Map<string, TemplateResource[]>();
      let doubt: Unknown | undefined;
      for (const [type, property] of POLICY_TYPES) {
        for (const resource of this.set.ofType(type)) {
          const arns = idsOf(resource.properties[property]);
          for (const arn of isKnown(arns) ? arns : [arns]) {
            if (isKnown(arn)) { remembered(byTopic, arn, () => []).push(resource); } else { doubt ??= arn; }
          }
        }
      }
      return { byTopic, doubt };
    });
  }
}
