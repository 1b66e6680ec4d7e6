import { LaunchSettings } from './launch-settings';
import { flagOf, listOf, nested, requiredText, textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { NodeKind } from '../../../model/node';
import { Tags } from '../../../model/tags';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** Only Auto Scaling sets it, on what it starts itself. */
const GROUP_TAG = 'aws:autoscaling:groupName';
const NO_GROUP: ReadonlySet<string> = new Set([GROUP_TAG.toLowerCase()]);

/** What instances are tagged with when they start, by whoever starts them, and other resources when they are made. */
export class TagReader {
  constructor(private readonly set: TemplateSet) {}

  ofNode(kind: NodeKind, resource: TemplateResource, launch: LaunchSettings): Tags {
    const ofLaunch = tagsOfLaunch(launch.get('TagSpecifications').value);
    const { Tags: own, TagSpecifications } = resource.properties;
    switch (kind) {
      case 'instance': return { ...joined(ofLaunch, this.onInstances(resource, tagsIn(own))), lacks: NO_GROUP };
      case 'auto-scaling-group':
        return joined(ofLaunch, this.onInstances(resource, tagsIn(own, isPropagated)), only(GROUP_TAG, resource.ref));
      case 'ec2-fleet': return { ...joined(ofLaunch, tagsOfLaunch(TagSpecifications)), lacks: NO_GROUP };
      case 'spot-fleet': return { ...ofLaunch, lacks: NO_GROUP };
      case 'launch-template': return { ...ofLaunch, hidden: ofLaunch.hidden ?? new Unknown('whatever starts instances from the launch template may tag them') };
      default: return { ...ofLaunch, hidden: ofLaunch.hidden ?? new Unknown(`the service that starts the instances of ${resource.location.name} tags them itself`) };
    }
  }

  /**
   * Its own, and those of its stack, which its own replace.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
   */
  ofResource(resource: TemplateResource, own: Tags = tagsIn(resource.properties.Tags)): Tags {
    const stack = this.stackOf(resource);
    const ofStack: Tags = { seen: new Map(Object.entries(stack?.tags ?? {})) };
    return joined(ofStack, ...(stack?.nestedBy ?? []).map(nesting => tagsIn(nesting.properties.Tags)), own);
  }

  /** With those that CloudFormation makes up. Auto Scaling hands on all that are not the group's own, whatever the group says. */
  private onInstances(resource: TemplateResource, own: Tags): Tags {
    const stack = this.stackOf(resource);
    return joined(this.ofResource(resource, own), {
      seen: new Map([
        ['aws:cloudformation:logical-id', resource.location.name],
        ...stack ? [['aws:cloudformation:stack-name', stack.stackName], ['aws:cloudformation:stack-id', stack.stackId]] as const : [],
      ]),
    });
  }

  private stackOf({ location }: TemplateResource) {
    return this.set.stacks.find(({ name }) => name === location.source.stack);
  }
}

/** The tags of a list of them, which later ones replace. */
function tagsIn(value: Resolved | undefined, counts: (tag: Resolved) => Known<boolean> = () => true): Tags {
  const list = listOf(value);
  if (!isKnown(list)) { return { seen: new Map(), hidden: list }; }
  const seen = new Map<string, Known<string>>();
  let hidden: Unknown | undefined;
  for (const tag of list) {
    const key = requiredText(nested(tag, 'Key'), 'Key');
    const isCounted = counts(tag);
    if (!isKnown(key)) {
      hidden ??= key;
    } else if (isCounted !== false) {
      seen.set(key, isKnown(isCounted) ? textOf(nested(tag, 'Value')) ?? '' : isCounted);
    }
  }
  return { seen, hidden };
}

function isPropagated(tag: Resolved): Known<boolean> {
  return flagOf(nested(tag, 'PropagateAtLaunch'), false);
}

function tagsOfLaunch(value: Resolved | undefined): Tags {
  const specifications = listOf(value);
  if (!isKnown(specifications)) { return { seen: new Map(), hidden: specifications }; }
  return joined(...specifications.map((specification): Tags => {
    const type = textOf(nested(specification, 'ResourceType'));
    if (!isKnown(type)) { return { seen: new Map(), hidden: type }; }
    return type === 'instance' ? tagsIn(nested(specification, 'Tags')) : { seen: new Map() };
  }));
}

/** What comes later replaces what comes before, and leaves in doubt what it may replace. */
function joined(...all: Tags[]): Tags {
  const seen = new Map<string, Known<string>>();
  let hidden: Unknown | undefined;
  for (const tags of all) {
    for (const key of tags.hidden ? seen.keys() : []) { seen.set(key, tags.hidden!); }
    tags.seen.forEach((value, key) => seen.set(key, value));
    hidden ??= tags.hidden;
  }
  return { seen, hidden };
}

function only(key: string, value: string): Tags {
  return { seen: new Map([[key, value]]) };
}
