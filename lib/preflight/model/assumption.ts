/** How a subnet leads to the services of AWS. */
export type WayOut = 'nat' | 'public' | 'endpoints';

export const WAYS_OUT: readonly WayOut[] = ['nat', 'public', 'endpoints'];

/** What somebody may say something of, because no template shows it. */
export type AssumptionKey = 'subnets' | 'default-vpc' | 'profile' | 'launch-template' | 'security-group' | 'image' | 'permissions-boundary' | 'default-host-management';

/** What somebody says of what cannot be seen. It never counts against what can be. */
export interface Assumption {
  readonly key: AssumptionKey;
  /** What it is about: an id, a name or an ARN; all that cannot be seen where it is left out. */
  readonly name?: string;
  /** Of subnets only. */
  readonly wayOut?: WayOut;
}

/** As people write it: `subnet-0123=nat`, `subnets=nat`, `profile`, `profile=Web`. */
export function assumptionText({ key, name, wayOut }: Assumption): string {
  return key === 'subnets' ? subnetText(name, wayOut!) : [key, ...name === undefined ? [] : [name]].join('=');
}

function subnetText(name: string | undefined, wayOut: string): string {
  return `${name ?? 'subnets'}=${wayOut}`;
}

/** The assumption that would say what a subnet lacks, with what there is to choose from. */
export function subnetAssumption(id: string | undefined): string {
  return subnetText(id, WAYS_OUT.join('|'));
}

/** Whether it is about what has this id, name or ARN. */
export function isAbout({ name }: Assumption, id: string | undefined): boolean {
  return name === undefined || (id !== undefined && (name === id || id.endsWith(`/${name}`)));
}

/** What is wrong with assumptions that say two things of one; undefined where none do. */
export function contradictionIn(assumptions: readonly Assumption[]): string | undefined {
  const byWhat = new Map<string, Assumption>();
  for (const assumption of assumptions) {
    const { key, name, wayOut } = assumption;
    const what = name ?? key;
    const before = byWhat.get(`${key} ${what}`);
    if (before && before.wayOut !== wayOut) { return `says two things of ${what}: ${before.wayOut} and ${wayOut}`; }
    byWhat.set(`${key} ${what}`, assumption);
  }
  return undefined;
}
