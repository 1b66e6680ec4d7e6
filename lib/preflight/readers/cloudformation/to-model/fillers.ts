import { locationOf } from './values';
import { AttachedPolicy } from '../../../model/iam/policy';
import { grantsOnly } from '../../../model/iam/policy-evaluation';
import { Unknown } from '../../../model/known';
import { display, opaque, opaqueNames } from '../../../model/symbolic-text';
import { listed, sentence } from '../../../model/words';
import { TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';
import { UnseenWork } from '../evaluate/unseen-work';

/** What may add something to a resource, out of sight. */
interface Filler {
  readonly resource: TemplateResource;
  readonly work: UnseenWork;
}

/**
 * What may fill an absence: nested stacks that cannot be seen, macros, modules, custom resources. It adds to what it is given, and to nothing else.
 * That it takes nothing away is taken for granted, and the report says that it is there.
 */
export class Fillers {
  private made: ReadonlyMap<string, readonly Filler[]> | undefined;

  constructor(private readonly set: EnvironmentTemplateSet) {}

  /** Why there may be more of a resource than is seen; undefined where nothing unseen is given it. */
  of(resource: TemplateResource): Unknown | undefined {
    return this.ofId(resource.location.key, resource.location.name);
  }

  /** The same for what is no resource of its own, such as the default security group of a VPC. */
  ofId(id: string, name: string = display(id)): Unknown | undefined {
    const [filler] = this.byTarget.get(id) ?? [];
    return filler && new Unknown(`${cannotBeSeen(filler, name)}: ${filler.work.why.reason}`);
  }

  /** A policy that may grant anything, where something unseen is given the resource; it is taken to deny nothing. */
  policiesOf(resource: TemplateResource): AttachedPolicy[] {
    const why = this.of(resource);
    return why ? [{ name: 'a policy that cannot be seen', location: locationOf(resource), document: grantsOnly(why.reason), foreign: true }] : [];
  }

  /** What code adds to some resources, which are given by their names for people, with their keys; in sentences. */
  sentencesFor(resources: () => ReadonlyMap<string, string>): string[] {
    const byCode = [...this.byTarget].flatMap(([target, fillers]) => (
      fillers.filter(({ work }) => !work.isTemplate).map(filler => ({ target, filler }))
    ));
    if (byCode.length === 0) { return []; }
    const names = resources();
    const targets = new Map<Filler, string[]>();
    for (const { target, filler } of byCode) {
      const name = names.get(target);
      if (name !== undefined) { targets.set(filler, [...targets.get(filler) ?? [], name]); }
    }
    return [...targets].map(([filler, given]) => sentence(`${cannotBeSeen(filler, listed(given))}: ${filler.work.why.reason}.`));
  }

  private get byTarget(): ReadonlyMap<string, readonly Filler[]> {
    this.made ??= this.index();
    return this.made;
  }

  private index(): Map<string, Filler[]> {
    const index = new Map<string, Filler[]>();
    for (const resource of this.set.stacks.flatMap(stack => stack.resources)) {
      const work = resource.unseenWork;
      if (!work) { continue; }
      const filler = { resource, work };
      this.targetsOf(resource).forEach(target => index.set(target, [...index.get(target) ?? [], filler]));
    }
    return index;
  }

  /** Ids, and the keys of the resources that they are of. */
  private targetsOf(resource: TemplateResource): Set<string> {
    const ids = new Set(resource.given.flatMap(idsIn));
    const found = [...ids].map(id => this.set.findIn(resource.environment, id)).filter(each => each !== undefined && each !== resource);
    return new Set([...ids, ...found.map(each => each!.location.key)]);
  }
}

function cannotBeSeen({ work, resource }: Filler, to: string): string {
  return `what ${work.what} of ${resource.location.source.stack} adds to ${to} cannot be seen`;
}

/** A text itself, the ids that it is put together of, and names in it that may be those of resources. */
function idsIn(text: string): string[] {
  const words = text.split(/[\s,"'[\]{}]+/).map(word => word.replace(/\/\*?$/, ''));
  return [text, ...opaqueNames(text).map(opaque), ...words].filter(id => id !== '');
}
