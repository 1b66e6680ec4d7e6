/**
 * Commands that install the agent as a snap where it is missing, and start it. The snap store is on the Internet only.
 *
 * At the first boot snapd is not ready at once; a snap that is there already is left as it is.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-ubuntu-64-snap.html
 * @see https://snapcraft.io/docs/how-to-guides/manage-snaps/
 */
export function snapInstallCommands(): string[] {
  return [
    'snap wait system seed.loaded',
    'snap install amazon-ssm-agent --classic',
    'snap start --enable amazon-ssm-agent',
  ];
}
