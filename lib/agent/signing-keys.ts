/** A key that AWS signs packages of the agent with. */
export interface AgentSigningKey {
  readonly fingerprint: string;
  /** From this day on AWS signs nothing with it. What it signed before stays valid. */
  readonly expires: string;
  /** The public key with its self-signature, in base64. */
  readonly publicKey: string;
}

/**
 * The last two signing keys of `SSM Agent <ssm-agent-signer@amazon.com>`; there is a new one about every 18 months.
 *
 * A key that has expired stays here as long as {@link SIGNED_AGENT_VERSION} may be signed with it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/verify-agent-signature.html
 * @see https://github.com/aws/amazon-ecs-ami/blob/main/files/amazon-ssm-agent.gpg
 */
export const AGENT_SIGNING_KEYS: readonly AgentSigningKey[] = [
  {
    fingerprint: '4855A9E6833216D6A77D8FE451A8E050D0052E5D',
    expires: '2026-07-15',
    publicKey: [
      'mQINBGeRNq4BEACrlf5h6Pz+k+M+QCJJ2LfK7d2Tn9J8iJ9qBK2Vwvuxco1rpSO+KEI3nTeysPuheximps8WOCADX4VlbsKxMZQLjQM4mA26m1Tiw9nAI4kod4bKjiuMBMUT',
      'CD1wfnjH3zQi4kDUdbpfAEMiPgNLVLH85Wf+lhK+Zm+V38DYzLyVj03kX4wKiG6RMoxzOBZa5gNsVq+j+oCUITGz/URxH713Rgo8WeoEegI0+7iCBLKg+PM0b7GV2nzkwWJz',
      '796HdkqSg8BwXsYaLTrHxa2P1IpwPCisAkyO7gZaMd6Uj69dtMFO+V8aQee6b57qGuFKZw7h1Vvc85PbF1Gy/wNIpary57kUHBFUg1vYep/roJuEbJCq97r5I2liLl4NAyrW',
      'b9r/TAVxlXvqM4iZUhxm8GAp0FywMdBr9ZECClKa5HxuVmlm0WglTXoYTOZKeDg6ZoCvyhNxWneCNip74fohXymeFF5L/budhBwy5wuwSniOgTGLo/4CVgZHWCcN+d0Q3bx/',
      'sl2QNqPg5/xzsxEtymXLdVdwLIsLdEQUnIvy8KTs5jol3DwinnEEyhly6wdaw+qDOhkSOT/VnErrSMkYF8VJfa5GjhCBWKw9JVSkaP2CI/VHOgHMMKROnulq0hRQBR7RmLYt',
      '98xu38BHJWMmF8Ga/HJuIxzD1VmkZOPvDDESUwARAQABtCdTU00gQWdlbnQgPHNzbS1hZ2VudC1zaWduZXJAYW1hem9uLmNvbT6JAj8EEwECACkFAmeRNq4CGy8FCQLGmIAH',
      'CwkIBwMCAQYVCAIJCgsEFgIDAQIeAQIXgAAKCRBRqOBQ0AUuXTdND/9qldQ1E3dYjBVXOnbhiUQL594bkS5VoEX7D4fZ5UMVZa5pGiz+husnoRUS9rH1cSeq7aHJu9hSCMuM',
      'dvRpuoo0CwLB+7HtzJvAO2M01hcEkUYa6QdjnjTzP0ZjnoenJmqF9SYmVqAI/VPa9mNQ1OJ+HQ3qh5i6w+FoWlVqEdXjZGrWijubTqyN33i1Y26t7Os/x8I9fUeNx37y/7Ka',
      'ma8LTdtv9GhWiMVBg2IuVf27HCMYofrQm2uCGe61IhtsnhsYaYupmljl+6qgdiuCiS9BAsoIGtqTnu8lnKcGyGz6YnRszN+U1bNE4w+UFpXWJF8ogpYcghJ06aW/LhjZnQSx',
      '3VliLdW8eOJzou41yWmiuL3ZY8eWKAlD+7eYKS6N6fEJCeNO2VX2lcKtDfaOX+lqGIVyexKayMfpi+0frNzt/92YCpF53jkeS77vMMVqKIUiIp1OCGv3XsFpIr6Bt2c2thro',
      'YPDoQL3zvq6vvG40BKeRQ4tTY+5vTc8MeNn3LdzTl9pusxTcKifrJq7f5FIsL2CpAX8uQ+Qz+XWsYQQ5PvyUDtOznU/MRZaP6HnqY42bzI9ZlKgXi9IE3MXIwoET9YyzFjkI',
      'Dvat7SlB4uJCpeIqp/KMOIrTMb7paGLYmBU6YqxNBkDWItNG7NeZzyhh/R/Qqb4vJaf4S+ZqD1RZXg==',
    ].join(''),
  },
  {
    fingerprint: '1C5B395CBE5E74E2F1CA21592784DBF388D19D46',
    expires: '2027-11-25',
    publicKey: [
      'mQINBGohhG8BEACxNOk7TM1ywHjW0qrSyH9npRDUjpWAyCD8L1Yu7nLnxwEBtUOkHgQIo1scTWuwogaBZpAzg22A25AloOrhX8BGTokh71Xm3LbQT8dDQUDT7WRTl4R5p778',
      '6TN79p4DqD3/JyzjiD/keTYyhplBWdyk5BEcqlyVj9Pf/1O6CrOJgGD1oGYK7lRqMtmXlf86/mKveWvjJTPAF26dkDJZecnrheyEA99XlONm8zAlK6h09JThHBmWMgDPXDSs',
      'VeEyXilPUJFhZJ2HXVG2tS9ioVM309tMX6B3W5woT7w8SA6uV2Pf0jMmoYmMuCmQMU8/7/vOLQSJm+6Wui5dZywArqtOqXcSledRf7xhmug3Qa5maqY2TtcnXqTaH3WaBLtJ',
      'ZYqDJcsUH99AXqdQkozsCHHL2NmxRiShyLCX4VBKzH8j5kDNGeSLuiICbj1Tufh7LDuIwdOQnX9gvB6j/SF3YVqJl4DAjCs4ODYpwm+36RZjQkbwELzXzXnDoNgjR5tXCiNd',
      'xJLuzemQy7FcDc90fEbpDX03rN7iceavBmZbZ5Tlu53fgpzdkflD8OwfjnYa9AXh2zweC1G0ut2QU+cZcoOq5/QPtQELNqvgpAUsQtkCECTerz8SugriZD4Tnd4FJUgoqX+/',
      'iwCWesyWjGkotxi7aJluLtz+znNT9SgeMCoJmQARAQABtCdTU00gQWdlbnQgPHNzbS1hZ2VudC1zaWduZXJAYW1hem9uLmNvbT6JAj8EEwECACkFAmohhG8CGy8FCQLGmIAH',
      'CwkIBwMCAQYVCAIJCgsEFgIDAQIeAQIXgAAKCRAnhNvziNGdRnXVD/9bP0IX6aU+qur66fTWs8RLDs//6Vx93e8lH6p4W+RxL+wW7Ajc/REB7PPgc5ohW80/LwxHP2g8cZiS',
      'K7fp9cRbXODqiVYl4mAWQNfxfGcWpBxcEsyoUGF6oRjiibL1BcJLFJgVZ/H4pT0xNEDJNIJpRn7ZVXm0vrVVVUh4a4WFXUkspRXmq37eIMm76p969L5SNjY+F8Ld6hjmRiRo',
      'pg4f/+lf/+e6R+fofSOVE3Ip/YpPH1DRplwQJrMk1XFjm+JTsdtqMTIKv38j7HANmUgDGLsuQNn8048n6ve8koVZLSrv9FAielSNsSIurLEpkLM0QPOFviagK7zB/d/zScpG',
      'quBU9dPFOoTq/sNFhnZr+PA7MAekr4WOP8kasS3LWGn/rqqIOw/PDm2mmUaIwm4XenOe8lJFKUGp6ssUOj4PIQKwGaL/S2xTex25ZaNQaKXv2JUmriGycpCjIaniEHz60bBN',
      '1kSgO0m0a5Yg3X9Qw+ezt51oPi6H6NdE0IwNzNcbJI2UvphwR9L92Br/J9ElYbHRdgmz26SZeRNTht/+zKPxk4iDYibpQ804cPfA0mJBODwzqL5BBfVJ0/rLtQ2ymuHaqKbK',
      'Ec0KuJ6vWMoH9qlMBlv5YiZeUw5Ls2uuaxhKTUYrCE4LuUlAtNW63+/TP+ciBg1bq5H5aBn5tSCYVw==',
    ].join(''),
  },
];

/**
 * A version that is signed with one of {@link AGENT_SIGNING_KEYS}, for the time when the newest is signed with a key that came after this library.
 *
 * Images of Amazon ECS take this version from the buckets of the regions and verify it against these keys. It is newer than
 * what the features of sessions need (docs/agent-contract.md, section 8).
 *
 * @see https://github.com/aws/amazon-ecs-ami/blob/main/scripts/install-exec-dependencies.sh
 */
export const SIGNED_AGENT_VERSION = '3.3.4624.0';

/** Several keys as the one file that gpgv, gpg and sqv take, in base64. */
export function keyring(keys: readonly AgentSigningKey[]): string {
  return Buffer.concat(keys.map(({ publicKey }) => Buffer.from(publicKey, 'base64'))).toString('base64');
}
