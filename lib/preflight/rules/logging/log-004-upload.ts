import { LOG_UPLOAD_ACTIONS } from '../../../agent/actions';
import { Role } from '../../model/iam/policy';
import { Decision } from '../../model/iam/policy-evaluation';
import { isKnown, Known, Unknown } from '../../model/known';
import { Call } from '../../model/session/requirement';
import { upload } from '../../model/session/requirements';
import { Bucket } from '../../model/session/session-resources';
import { display, gap } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { roleMay } from '../support/access';
import { roleName } from '../support/identity/names';
import { isOfBucket, isOwnBucket, roleAtBucket } from '../support/logging/bucket-access';
import { callerOf } from '../support/logging/caller';
import { grantedElsewhere } from '../support/logging/granted-elsewhere';
import { refusals } from '../support/logging/refusals';
import { namedBucket, Named } from '../support/logging/session-document';

export const roleUploadsRule: Rule = {
  ...catalogued('SSM-LOG-004'),
  why: 'The upload happens once, at the end of a session. If it is denied, the transcript is lost, and only a line in the log of the node says so.',
  fix: 'allow s3:PutObject on the objects under the prefix in a policy of the role',
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  reads: 'with whose permissions the agent calls, the policies of its role and the permissions boundary, and what the policy of the bucket grants, for objects under the prefix of the session document',
  cannotSee: 'the policy of a bucket that is not in the assembly, service and resource control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedBucket(context);
    const caller = named && callerOf(context);
    if (named && caller?.kind === 'role') {
      yield* uploadFindings(context, caller.role, named);
    } else if (named && caller?.kind === 'unseen') {
      yield undecided(caller.location, `whether the agent may s3:PutObject into the bucket ${bucketName(named)}`, caller.unknown, ['TRANSCRIPT_S3'], ['s3']);
    }
  },
};

/** The bucket as people know it: by its logical id, or by its name where it is not in the assembly. */
export function bucketName({ name, found }: Named<Bucket>): string {
  return isKnown(found) ? found.location.resource.name : `'${display(name)}'`;
}

function* uploadFindings(context: RuleContext, role: Role, named: Named<Bucket>): Generator<Finding> {
  const { environment } = context.node;
  const { name, found, inputs: { prefix } } = named;
  const call = upload(environment, name, isKnown(prefix) ? prefix : gap(prefix.reason));
  const decision = isKnown(found) ? roleAtBucket(context, role, call, found) : withoutBucket(roleMay(context, role, call), found);
  if (isKnown(found) && isOfBucket(decision, found)) {
    return;
  }
  const folder = folderOf(prefix);
  yield* refusals([{ call, decision }], {
    role,
    target: `${folder === '' ? '' : `under ${folder} `}into the bucket ${bucketName(named)}`,
    grant: `arn:${environment.partition}:s3:::${name}/${folder}*`,
    consequence: 'the transcript is lost, and only a line in the log of the node says so',
    capabilities: ['TRANSCRIPT_S3'],
    services: ['s3'],
    elsewhere: refused => grantedElsewhere(role, refused, {
      related: pattern => pattern.includes(`:s3:::${name}/`) ? pattern.slice(pattern.indexOf(`:s3:::${name}/`) + `:s3:::${name}/`.length) : undefined,
      wanted: `the document writes to ${folder === '' ? 'the top of the bucket' : folder}`,
    }),
  });
  if (decision.allowed === true) {
    yield* aclFindings(context, role, named, call);
  }
}

/** AWS asks for it where the bucket is in another account. */
function* aclFindings(context: RuleContext, role: Role, named: Named<Bucket>, upload_: Call): Generator<Finding> {
  const { found } = named;
  if (isKnown(found) && isOwnBucket(found, context)) {
    return;
  }
  const call = { ...upload_, action: LOG_UPLOAD_ACTIONS[1] };
  const { allowed } = isKnown(found) ? roleAtBucket(context, role, call, found) : roleMay(context, role, call);
  if (allowed !== true) {
    const reason = new Unknown(`${call.action} is not known to be allowed, which AWS asks for where the bucket is in another account`);
    yield undecided(role.location, `whether the role ${roleName(role)} may upload with an ACL into the bucket ${bucketName(named)}`, reason, ['TRANSCRIPT_S3'], ['s3']);
  }
}

/** The policy of a bucket that cannot be seen may grant what the role's does not. */
function withoutBucket(decision: Decision, unseen: Unknown): Decision {
  return decision.allowed === false && decision.reason === 'identity'
    ? { ...decision, allowed: new Unknown(`no policy of the role allows it, and the policy of the bucket cannot be seen: ${unseen.reason}`) }
    : decision;
}

function folderOf(prefix: Known<string>): string {
  const folder = isKnown(prefix) ? display(prefix).replace(/\/+$/, '') : '<?>';
  return folder === '' ? '' : `${folder}/`;
}
