import { Unseen } from '../../../model/known';
import { display, opaqueAttribute } from '../../../model/symbolic-text';

/** What `Fn::GetAtt` gives for an attribute that is an id: see ../references.ts. */
export function attributeOf(ref: string, attribute: string): string {
  return opaqueAttribute(ref, attribute);
}

export function unseen(what: string, id: string): Unseen {
  return new Unseen(`the ${what} ${display(id)} is not in the assembly`);
}
