/** Where each platform's package puts the agent; a snap has it elsewhere. */
const UNIX_AGENTS = ['/usr/bin/amazon-ssm-agent', '/snap/amazon-ssm-agent/current/amazon-ssm-agent', '/opt/aws/ssm/bin/amazon-ssm-agent'];
const WINDOWS_AGENT = '$env:ProgramFiles\\Amazon\\SSM\\amazon-ssm-agent.exe';

/**
 * A command document that fails where the agent is older than a version, or does not say which one it is.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
export function agentVersionDocument(description: string, version: string) {
  const unix = (name: string, platform: string) => step('aws:runShellScript', name, platform, unixCommands(version));
  return {
    schemaVersion: '2.2',
    description,
    mainSteps: [
      unix('linux', 'Linux'),
      unix('macos', 'MacOS'),
      step('aws:runPowerShellScript', 'windows', 'Windows', windowsCommands(version)),
    ],
  };
}

function step(action: string, name: string, platform: string, runCommand: string[]) {
  return {
    action,
    name,
    precondition: { StringEquals: ['platformType', platform] },
    inputs: { timeoutSeconds: TIMEOUT_SECONDS, runCommand },
  };
}

/** A string, as the agent parses it. */
const TIMEOUT_SECONDS = '60';

/** For any POSIX shell. The agent prints `SSM Agent version: 3.3.987.0`. */
export function unixCommands(version: string, agents: readonly string[] = UNIX_AGENTS): string[] {
  return [
    `needed='${version}'`,
    'agent=\'\'',
    `for each in ${agents.join(' ')}; do`,
    '  if [ -x "$each" ]; then agent=$each; break; fi',
    'done',
    'if [ -z "$agent" ]; then echo "no SSM Agent is where its packages put it" >&2; exit 1; fi',
    'found=$("$agent" -version 2>/dev/null | sed -n \'s/^SSM Agent version: \\([0-9][0-9]*\\(\\.[0-9][0-9]*\\)\\{1,3\\}\\)[[:space:]]*$/\\1/p\' | head -n 1)',
    'if [ -z "$found" ]; then echo "$agent does not say its version" >&2; exit 1; fi',
    'newer=$(printf \'%s\\n%s\\n\' "$found" "$needed" | awk -F. \'{ for (i = 1; i <= 4; i++) part[NR, i] = $i + 0 } END { for (i = 1; i <= 4; i++) if (part[1, i] != part[2, i]) { print (part[1, i] > part[2, i] ? "yes" : "no"); exit } print "yes" }\')',
    'if [ "$newer" != yes ]; then echo "SSM Agent $found is older than $needed, which the session documents need" >&2; exit 1; fi',
    'echo "SSM Agent $found is $needed or newer"',
  ];
}

export function windowsCommands(version: string): string[] {
  return [
    `$needed = [version]'${fourParts(version)}'`,
    `$agent = "${WINDOWS_AGENT}"`,
    'if (-not (Test-Path -LiteralPath $agent -PathType Leaf)) { [Console]::Error.WriteLine("no SSM Agent is at $agent"); exit 1 }',
    '$text = "$(& $agent -version 2>$null)"',
    'if ($text -notmatch \'SSM Agent version: (\\d+(\\.\\d+){1,3})\') { [Console]::Error.WriteLine("$agent does not say its version"); exit 1 }',
    '$found = $Matches[1]',
    '$parts = @($found.Split(\'.\')) + @(\'0\', \'0\', \'0\')',
    'if ([version]($parts[0..3] -join \'.\') -lt $needed) { [Console]::Error.WriteLine("SSM Agent $found is older than $needed, which the session documents need"); exit 1 }',
    'Write-Output "SSM Agent $found is $needed or newer"',
  ];
}

/** What PowerShell compares: a part that is left out would be less than 0. */
function fourParts(version: string): string {
  return [...version.split('.'), '0', '0', '0'].slice(0, 4).join('.');
}
