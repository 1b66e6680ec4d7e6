import { Token } from 'aws-cdk-lib';
import { PropTypes, checkProps, checkValue, required } from '../core/check-props';
import { BOOLEAN, TEXT } from '../core/prop-types';

/**
 * How the operating system user of a session gets onto the node.
 */
export interface RunAsUserOptions {
  /**
   * Whether the user data of an `SsmManagedInstance` makes the user at the first boot. A user of the image or of your own making is there
   * already.
   *
   * @default false
   */
  readonly createUser?: boolean;

  /**
   * Whether a user that is made may become root with `sudo`, without a password.
   *
   * @default false
   */
  readonly sudo?: boolean;
}

/**
 * What the agent's own user may do.
 */
export interface SsmUserOptions {
  /**
   * Whether `ssm-user` may become root with `sudo`, without a password, as the agent sets it up. With `false`, the user data of an
   * `SsmManagedInstance` keeps the agent from it, before the first session makes the user.
   *
   * @default true
   */
  readonly sudo?: boolean;
}

const USER_TYPES: PropTypes<RunAsUserOptions> = { createUser: BOOLEAN, sudo: BOOLEAN };

const SSM_USER_TYPES: PropTypes<SsmUserOptions> = { sudo: BOOLEAN };

/**
 * The operating system user that sessions run as on Linux and macOS nodes. Windows ignores it: sessions there run as `ssm-user`, a local
 * administrator.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-run-as.html
 */
export class RunAs {
  /**
   * `ssm-user`, which the agent makes at the first session, with password-less sudo unless told otherwise.
   *
   * @param options whether it may become root
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-ssm-user-permissions.html
   */
  public static ssmUser(options: SsmUserOptions = {}): RunAs {
    checkProps(undefined, options, SSM_USER_TYPES);
    // The agent writes its sudoers file only where there is none.
    return new RunAs(false, '', options.sudo === false ? ['install -m 0440 /dev/null /etc/sudoers.d/ssm-agent-users'] : []);
  }

  /**
   * One named user for everybody, unless the person's IAM user or role has a tag `SSMSessionRunAs`, which wins. A session fails where the
   * user does not exist on the node.
   *
   * @param userName 1-32 of a-z 0-9 _ -, beginning with a letter or _; not root, and known at synthesis
   * @param options whether the library makes the user
   * @throws if the name is empty, root, a token, or has other characters, since it reaches a root shell on the node
   */
  public static defaultUser(userName: string, options: RunAsUserOptions = {}): RunAs {
    checkUserName(userName);
    checkProps(undefined, options, USER_TYPES);
    if (options.sudo && !options.createUser) {
      throw new Error(`sudo applies to a user that is made here, got sudo: true without createUser for '${userName}'; set createUser: true, or remove sudo`);
    }
    return new RunAs(true, userName, options.createUser ? createUserCommands(userName, options.sudo ?? false) : []);
  }

  /**
   * The user that the tag `SSMSessionRunAs` on each person's IAM user or role names, or that their identity provider passes as a session tag.
   * Without the tag there is no session.
   */
  public static principalTag(): RunAs {
    return new RunAs(true, '', []);
  }

  private constructor(
    /** @internal */
    public readonly _enabled: boolean,
    /** @internal */
    public readonly _defaultUser: string,
    /**
     * What has to happen on a Linux node before its first session.
     *
     * @internal
     */
    public readonly _userDataCommands: string[],
  ) {}
}

/** Portable user names: the name becomes part of a command that the agent runs as root. */
const USER_NAME = /^[a-z_][a-z0-9_-]{0,31}$/;

/** A static factory has no construct to name, so this error ends without a path. */
function checkUserName(userName: string): void {
  checkValue(undefined, 'RunAs.defaultUser', userName, required(TEXT));
  const allowed = '1-32 of the characters a-z 0-9 _ -, beginning with a letter or _';
  if (Token.isUnresolved(userName)) {
    throw new Error('RunAs.defaultUser must be known at synthesis, got a value known at deployment only; write the name itself');
  }
  if (userName === 'root') {
    throw new Error('RunAs.defaultUser must not be root, got \'root\': the agent refuses it; use a user of its own, with sudo: true if it has to become root');
  }
  if (!USER_NAME.test(userName)) {
    throw new Error(`RunAs.defaultUser must be ${allowed}, got '${userName}'; use a name such as 'operator'`);
  }
}

function createUserCommands(userName: string, sudo: boolean): string[] {
  return [
    // The agent takes the home to be this one.
    `id -u ${userName} >/dev/null 2>&1 || useradd --create-home --home-dir /home/${userName} --shell /bin/bash ${userName}`,
    ...sudo ? [
      `install -m 0440 /dev/null /etc/sudoers.d/${userName}`,
      `echo '${userName} ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/${userName}`,
    ] : [],
  ];
}
