import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { NODE_TEMPLATE, withResources } from '../node-template';

// What only a process shows: its exit status, standard input, a pipe that is closed, a terminal.

const MAIN = join(__dirname, '../../../lib/preflight/cli/main.ts');
const COMMAND = [process.execPath, require.resolve('ts-node/dist/bin'), '--swc', '--prefer-ts-exts', MAIN].map(part => `'${part}'`).join(' ');

const TEMPLATE = JSON.stringify(NODE_TEMPLATE);
const FILE = join(mkdtempSync(join(tmpdir(), 'preflight-main-')), 'app.json');
writeFileSync(FILE, TEMPLATE);

test('reads standard input, also what comes late, and writes no progress and no color where there is no terminal', () => {
  const text = `(sleep 1; cat '${FILE}') | ${COMMAND} preflight - --region eu-west-1`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', text], { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: undefined } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^CONNECTS {2}standard input\//);
});

test('whoever stops reading its report does not change the exit status', () => {
  const statuses = execFileSync('bash', ['-c', `${COMMAND} preflight '${FILE}' | true; echo "\${PIPESTATUS[0]}"`], { encoding: 'utf8' });
  expect(statuses).toBe('0\n');
});

test('a terminal shows colors, and the exit status says that a node is blocked', () => {
  const blocked = join(dirname(FILE), 'blocked.json');
  const group = NODE_TEMPLATE.Resources.Group;
  const egress = [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }];
  writeFileSync(blocked, JSON.stringify(withResources({ Group: { ...group, Properties: { ...group.Properties, SecurityGroupEgress: egress } } })));
  const env = { ...process.env, TERM: 'xterm', FORCE_COLOR: undefined, NO_COLOR: undefined };
  const { status, stdout } = spawnSync('script', ['-qec', `${COMMAND} preflight '${blocked}'`, '/dev/null'], { encoding: 'utf8', env });
  expect(stdout).toContain('\u001b[1;31mBLOCKED\u001b[0m');
  expect(status).toBe(1);
});
