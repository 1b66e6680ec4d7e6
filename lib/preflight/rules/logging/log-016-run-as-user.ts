import { isKnown, Unknown } from '../../model/known';
import { Setting } from '../../model/network/network';
import { Image } from '../../model/node';
import { display, gapIn } from '../../model/symbolic-text';
import { makesUser } from '../../user-data/users';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { documentOf, SeenDocument } from '../support/logging/session-document';

export const runAsUserRule: Rule = {
  ...catalogued('SSM-LOG-016'),
  why: 'The agent makes no user but ssm-user, and that one only where Run As is off. As a user who is not on the node no session starts.',
  fix: 'make the user in the user data of the node, or name the user that its image comes with in runAsDefaultUser',
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-run-as.html',
  reads: 'the user that the session document runs sessions as, the user that the image comes with, and the lines of the user data that make a user',
  cannotSee: 'other users of the image, users of a directory, users that a script from elsewhere makes, and the tag SSMSessionRunAs of the person, which takes precedence over the document',
  hop: 'NODE',
  *check(context) {
    const seen = documentOf(context);
    const user = seen?.inputs.runAsUser;
    if (!seen || user === undefined) {
      return;
    }
    const unknown = isKnown(user) ? gapIn(user) : user;
    if (unknown) {
      yield undecided(seen.location, `whether the user that the session document ${nameOf(seen)} runs sessions as is on ${context.node.resource.name}`, unknown, ...SHELL);
    } else if ((user as string).trim() !== ROOT) {
      yield* userFindings(context, seen, user as string);
    }
  },
};

const SHELL = [['SHELL'], ['ssmmessages']] as const;

/** SSM-LOG-001 tells that no session runs as root. */
const ROOT = 'root';

function* userFindings({ node }: RuleContext, seen: SeenDocument, user: string): Generator<Finding> {
  for (const image of node.images.filter(each => !comesWith(each, user))) {
    if (!makesUser(node, user)) {
      const what = `whether the user '${display(user)}', as whom the session document ${nameOf(seen)} runs sessions, is on ${node.resource.name}`;
      const { value: userData } = node.userData;
      const why = isKnown(userData) ? new Unknown(`${described(image)}, and its user data makes no such user`) : userData;
      yield { ...undecided(seen.location, what, why, ...SHELL), fix: fixOf(image, seen, node.resource.name, user) };
    }
  }
}

/** Windows has no Run As. */
function comesWith({ value: image }: Setting<Image>, user: string): boolean {
  return isKnown(image) && (image.platform === 'windows' || image.user === user);
}

function described({ value: image }: Setting<Image>): string {
  if (!isKnown(image)) { return 'its image is not known'; }
  return image.user === undefined ? `nothing says which users the image ${display(image.name)} has` : `the image ${display(image.name)} comes with ${image.user}`;
}

function fixOf({ value: image }: Setting<Image>, seen: SeenDocument, node: string, user: string): string {
  const other = isKnown(image) && image.user !== undefined ? `, or set runAsDefaultUser of ${nameOf(seen)} to ${image.user}` : '';
  return `make the user in the user data of ${node}, for example with: useradd --create-home ${display(user)}${other}`;
}

function nameOf({ document }: SeenDocument): string {
  return document.location.resource.name;
}
