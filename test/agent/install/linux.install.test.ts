import { readdirSync } from 'fs';
import { join } from 'path';
import { InstanceArchitecture } from 'aws-cdk-lib/aws-ec2';
import { deb, rpm } from './agent-packages';
import { Bucket } from './bucket';
import { Node, Outcome } from './node';
import { Signer } from './signer';
import { linuxInstallCommands } from '../../../lib/agent/install-commands';
import { AgentSigningKey, SIGNED_AGENT_VERSION } from '../../../lib/agent/signing-keys';
import { newStack } from '../../fixtures';

type Format = 'RPM' | 'DEB';

const FORMATS: Format[] = ['RPM', 'DEB'];
const NEWEST = '3.9.1.0';
const DONE = 'the commands of the user ran';
const ALONE = 'SSM Agent: it is not installed, so no session reaches this node; see the lines above';
const MISSING = (version: string) => `SSM Agent: ${version} was not downloaded; is S3 in reach of the subnet?`;
const UNSIGNED = (version: string) => `SSM Agent: the signature of ${version} was not verified (see the line above), so it is not installed`;

const PACKAGES: { readonly [format in Format]: { readonly [version: string]: Buffer } } = {
  RPM: { [NEWEST]: rpm(NEWEST), [SIGNED_AGENT_VERSION]: rpm(SIGNED_AGENT_VERSION) },
  DEB: { [NEWEST]: deb(NEWEST), [SIGNED_AGENT_VERSION]: deb(SIGNED_AGENT_VERSION) },
};
const present = new Signer({ made: '2026-06-01', expires: '2099-01-01', signs: '2026-07-01' });
const expired = new Signer({ made: '2024-01-01', expires: '2025-06-01', signs: '2025-05-31' });
/** Whoever signs after the next change of keys, or an attacker. */
const unknown = new Signer({ made: '2026-06-01', expires: '2099-01-01', signs: '2026-07-01' });
const modern = new Signer({ made: '2026-06-01', expires: '2099-01-01', signs: '2026-07-01', digestOfKey: 'SHA256' });

let bucket: Bucket;
let node: Node;
beforeAll(async () => { bucket = await Bucket.start(); });
afterEach(() => {
  node.remove();
  bucket.empty();
});
afterAll(async () => {
  await bucket.stop();
  [present, expired, unknown, modern].forEach(signer => signer.remove());
});

const PATHS = { RPM: 'linux_amd64/amazon-ssm-agent.rpm', DEB: 'debian_amd64/amazon-ssm-agent.deb' };

const keyOf = (format: Format, folder: string) => `amazon-ssm-eu-west-1/${folder}/${PATHS[format]}`;

/** Puts a package and its signature into a folder of the bucket. */
function publish(format: Format, folder: string, signer: Signer, version = folder === 'latest' ? NEWEST : folder): void {
  const content = PACKAGES[format][version];
  bucket.put(keyOf(format, folder), content);
  bucket.put(`${keyOf(format, folder)}.sig`, signer.sign(content));
}

function tampered(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy[copy.length - 20] = (copy[copy.length - 20] + 1) % 256;
  return copy;
}

interface Boot {
  readonly keys?: readonly AgentSigningKey[];
  readonly first?: string;
  readonly interpreter?: string[];
  readonly url?: string;
}

async function boot(format: Format, options: Boot = {}): Promise<Outcome> {
  const { keys = [expired.key, present.key], first = '#!/bin/bash', interpreter = ['bash'], url = bucket.url } = options;
  const commands = newStack().resolve(linuxInstallCommands('eu-west-1', InstanceArchitecture.X86_64, format, keys).join('\n'));
  const text = commands['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'amazonaws.com').join('');
  return node.boot(`${first}\n${text.replaceAll('https://s3.eu-west-1.amazonaws.com', url)}\necho ${DONE}`, interpreter);
}

/** What the library itself reports. */
const reported = ({ stderr }: Outcome) => stderr.split('\n').filter(line => line.startsWith('SSM Agent: '));

function expectInstalled(format: Format, outcome: Outcome, version: string, reports: string[] = []): void {
  expect({ reports: reported(outcome), version: node.installed(format), services: node.services, status: outcome.status })
    .toEqual({ reports, version: `${version}-1`, services: ['enable --now amazon-ssm-agent'], status: 0 });
  expect(outcome.stdout).toContain(DONE);
  expect(readdirSync(join(node.root, 'tmp'))).toEqual([]);
}

function expectNothing(format: Format, outcome: Outcome, reports: string[]): void {
  expect({ reports: reported(outcome), version: node.installed(format), status: outcome.status })
    .toEqual({ reports: [...reports, ALONE], version: undefined, status: 0 });
  expect(outcome.stdout).toContain(DONE);
  expect(readdirSync(join(node.root, 'tmp'))).toEqual([]);
}

describe.each(FORMATS)('the %s', format => {
  const image = (...programs: string[]) => { node = new Node(programs.length > 0 ? programs : ['curl', 'gpgv']); };

  test.each([
    ['curl', 'gpgv'], ['wget', 'gpgv'], ['curl', 'gpg'], ['wget', 'gpg'],
  ])('is installed with %s and %s', async (...programs) => {
    image(...programs);
    node.script('apt-get', 'echo "nothing needs to be installed" >&2; exit 1');
    publish(format, 'latest', present);
    publish(format, SIGNED_AGENT_VERSION, present);
    const outcome = await boot(format);
    expectInstalled(format, outcome, NEWEST);
    expect(outcome.stderr).not.toContain('nothing needs');
    expect(bucket.requests).toEqual([keyOf(format, 'latest'), `${keyOf(format, 'latest')}.sig`]);
  });

  // Debian 12 has an older sqv, which takes no policy for keys that sign themselves with SHA-1.
  test('is installed with sqv', async () => {
    image('curl', 'sqv');
    node.script('apt-get', 'echo "nothing needs to be installed" >&2; exit 1');
    publish(format, 'latest', modern);
    const outcome = await boot(format, { keys: [modern.key] });
    expectInstalled(format, outcome, NEWEST);
    expect(outcome.stderr).not.toContain('nothing needs');
  });

  test('is refused by sqv as by the others', async () => {
    image('curl', 'sqv');
    publish(format, 'latest', unknown);
    bucket.put(keyOf(format, SIGNED_AGENT_VERSION), tampered(PACKAGES[format][SIGNED_AGENT_VERSION]));
    bucket.put(`${keyOf(format, SIGNED_AGENT_VERSION)}.sig`, modern.sign(PACKAGES[format][SIGNED_AGENT_VERSION]));
    expectNothing(format, await boot(format, { keys: [modern.key] }), [UNSIGNED('latest'), UNSIGNED(SIGNED_AGENT_VERSION)]);
  });

  test.each(['gpgv', 'gpg'])('is installed when the key that signed it has expired since (%s)', async verifier => {
    image('curl', verifier);
    publish(format, 'latest', expired);
    expectInstalled(format, await boot(format), NEWEST);
  });

  test.each(['gpgv', 'gpg'])('is of the version with a known key when the newest is signed by a key that came later (%s)', async verifier => {
    image('curl', verifier);
    publish(format, 'latest', unknown);
    publish(format, SIGNED_AGENT_VERSION, expired);
    expectInstalled(format, await boot(format), SIGNED_AGENT_VERSION, [UNSIGNED('latest')]);
  });

  test.each<[string, () => void, string]>([
    ['tampered with', () => bucket.put(keyOf(format, 'latest'), tampered(PACKAGES[format][NEWEST])), UNSIGNED('latest')],
    ['signed for another file', () => bucket.put(`${keyOf(format, 'latest')}.sig`, present.sign(PACKAGES[format][SIGNED_AGENT_VERSION])), UNSIGNED('latest')],
    ['without a signature that is one', () => bucket.put(`${keyOf(format, 'latest')}.sig`, Buffer.from('<Error>')), UNSIGNED('latest')],
    ['with an empty signature', () => bucket.put(`${keyOf(format, 'latest')}.sig`, Buffer.alloc(0)), UNSIGNED('latest')],
    ['signed after its download was cut', () => bucket.put(keyOf(format, 'latest'), PACKAGES[format][NEWEST].subarray(0, 300)), UNSIGNED('latest')],
    ['missing', () => bucket.remove(keyOf(format, 'latest')), MISSING('latest')],
    ['missing its signature', () => bucket.remove(`${keyOf(format, 'latest')}.sig`), MISSING('latest')],
    ['cut short', () => bucket.cut(keyOf(format, 'latest')), MISSING('latest')],
  ])('is the older one when the newest is %s', async (_, spoil, report) => {
    image();
    publish(format, 'latest', present);
    publish(format, SIGNED_AGENT_VERSION, present);
    spoil();
    expectInstalled(format, await boot(format), SIGNED_AGENT_VERSION, [report]);
  });

  test.each(['gpgv', 'gpg'])('is not installed when nobody known signed it (%s)', async verifier => {
    image('curl', verifier);
    publish(format, 'latest', unknown);
    publish(format, SIGNED_AGENT_VERSION, unknown);
    const outcome = await boot(format);
    expectNothing(format, outcome, [UNSIGNED('latest'), UNSIGNED(SIGNED_AGENT_VERSION)]);
    expect(outcome.stderr).toMatch(/Can't check signature: No public key\nSSM Agent: /);
  });

  test.each(['gpgv', 'gpg'])('is not installed when it was tampered with (%s)', async verifier => {
    image('curl', verifier);
    for (const folder of ['latest', SIGNED_AGENT_VERSION]) {
      publish(format, folder, present);
      bucket.put(keyOf(format, folder), tampered(PACKAGES[format][folder === 'latest' ? NEWEST : folder]));
    }
    const outcome = await boot(format);
    expectNothing(format, outcome, [UNSIGNED('latest'), UNSIGNED(SIGNED_AGENT_VERSION)]);
    expect(outcome.stderr).toContain('BAD signature');
  });

  test.each(['curl', 'wget'])('is not installed when the bucket has no such object (%s)', async downloader => {
    image(downloader, 'gpgv');
    expectNothing(format, await boot(format), [MISSING('latest'), MISSING(SIGNED_AGENT_VERSION)]);
  });

  test.each(['curl', 'wget'])('is not installed when the bucket is out of reach (%s)', async downloader => {
    image(downloader, 'gpgv');
    publish(format, 'latest', present);
    // A port that nothing listens on.
    expectNothing(format, await boot(format, { url: 'http://127.0.0.1:1' }), [MISSING('latest'), MISSING(SIGNED_AGENT_VERSION)]);
  });

  test('is not installed without a program that verifies it', async () => {
    image('curl');
    publish(format, 'latest', present);
    publish(format, SIGNED_AGENT_VERSION, present);
    const none = 'SSM Agent: the image has none of gpgv, gpg and sqv, and no repository in reach has one; take an image with one of them or with the agent';
    expectNothing(format, await boot(format), [none, UNSIGNED('latest'), none, UNSIGNED(SIGNED_AGENT_VERSION)]);
  });

  test.each<[string, string, string]>([
    ['dnf', '[ "$*" = "-y --setopt=timeout=10 --setopt=retries=2 install gnupg2" ]', 'gpg'],
    ['yum', '[ "$4 $5" = "install gnupg2" ]', 'gpg'],
    ['zypper', '[ "$*" = "-n install gpg2" ]', 'gpg'],
    ['apt-get', '[ "$9" = update ] || [ "$9 ${10} ${11}" = "-y install gpgv" ]', 'gpgv'],
  ])('is verified by what %s installs', async (manager, understands, verifier) => {
    image('curl');
    node.script(manager, `${understands} || exit 1\ncase "$*" in *" update") ;; *) ${node.linking(verifier)} ;; esac`);
    publish(format, 'latest', present);
    expectInstalled(format, await boot(format), NEWEST);
  });

  test('comes after a package manager that reaches no repository', async () => {
    image('curl');
    ['dnf', 'yum', 'zypper', 'apt-get'].forEach(name => node.script(name, `echo "${name}: no mirror" >&2; exit 1`));
    publish(format, 'latest', present);
    const outcome = await boot(format);
    expect(node.installed(format)).toBeUndefined();
    expect(outcome.stderr).toContain('apt-get: no mirror\n');
    expect([outcome.status, outcome.stdout]).toEqual([0, `${DONE}\n`]);
  });

  test('is left alone at the next boot, also when it was updated meanwhile', async () => {
    image();
    publish(format, 'latest', present);
    await boot(format);
    bucket.empty();
    publish(format, SIGNED_AGENT_VERSION, present);
    const again = await boot(format);
    expect([node.installed(format), again.stderr, again.status]).toEqual([`${NEWEST}-1`, '', 0]);
    expect(bucket.requests).toEqual([]);
    expect(node.services).toEqual(['enable --now amazon-ssm-agent', 'enable --now amazon-ssm-agent']);
  });

  test('is tried again at the next boot where it failed', async () => {
    image();
    await boot(format);
    publish(format, 'latest', present);
    expect((await boot(format)).status).toBe(0);
    expect(node.installed(format)).toBe(`${NEWEST}-1`);
  });

  test('is told of when the package manager refuses it', async () => {
    image();
    publish(format, 'latest', present);
    publish(format, SIGNED_AGENT_VERSION, present);
    node.script(format === 'RPM' ? 'rpm' : 'dpkg', 'echo "the database is locked" >&2; exit 2');
    const outcome = await boot(format);
    expectNothing(format, outcome, ['SSM Agent: latest was not installed (see the line above)', `SSM Agent: ${SIGNED_AGENT_VERSION} was not installed (see the line above)`]);
    expect(outcome.stderr).toContain('the database is locked\nSSM Agent: latest');
  });

  test.each<[string, string[], string]>([
    ['dash', ['dash'], '#!/bin/sh'],
    ['bash that stops at errors', ['bash', '-e'], '#!/bin/bash -e'],
    ['bash that is strict', ['bash'], '#!/bin/bash\nset -euo pipefail'],
    ['dash that is strict', ['dash'], '#!/bin/sh\nset -eu'],
  ])('is installed in %s, also after a failure', async (_, interpreter, first) => {
    image();
    publish(format, 'latest', unknown);
    publish(format, SIGNED_AGENT_VERSION, present);
    expectInstalled(format, await boot(format, { first, interpreter }), SIGNED_AGENT_VERSION, [UNSIGNED('latest')]);
  });

  test.each<[string, string[]]>([
    ['bash', ['bash', '-e']], ['dash', ['dash', '-e']],
  ])('is tried again when the package manager refuses the newest, in a script of %s that stops at errors', async (_, interpreter) => {
    image();
    publish(format, 'latest', present);
    publish(format, SIGNED_AGENT_VERSION, present);
    node.failOnce(format === 'RPM' ? 'rpm' : 'dpkg');
    expectInstalled(format, await boot(format, { interpreter }), SIGNED_AGENT_VERSION, ['SSM Agent: latest was not installed (see the line above)']);
  });

  test('stops a script that stops at errors when it fails', async () => {
    image();
    const outcome = await boot(format, { first: '#!/bin/bash\nset -e' });
    expect([reported(outcome).pop(), outcome.status, outcome.stdout]).toEqual([ALONE, 1, '']);
  });
});
