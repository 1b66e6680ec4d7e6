import { PersonNode } from '../../../access/person-nodes';
import { isKnown } from '../../../model/known';
import { remembered } from '../../../model/remembered';
import { sessionDocumentInputs } from '../../../model/session/session-document-inputs';
import { SessionDocument } from '../../../model/session/session-resources';
import { PersonContext } from '../../rule-about-people';

/** A node whose sessions leave a transcript, if they use its document. */
export interface LoggedNode extends PersonNode {
  readonly document: SessionDocument;
}

export function loggedNodes({ nodes }: PersonContext): LoggedNode[] {
  return nodes.flatMap(each => {
    const { document: used } = each.node.read();
    return isKnown(used) && used && leavesTranscript(used.document) === true ? [{ ...each, document: used.document }] : [];
  });
}

/** Whether the sessions of a document are logged; undefined where that is not seen. */
export function leavesTranscript(document: SessionDocument): boolean | undefined {
  return remembered(ANSWERS, document, () => {
    const inputs = sessionDocumentInputs(document);
    if (!isKnown(inputs)) { return null; }
    const destinations = [inputs.bucket, inputs.logGroup];
    if (destinations.some(each => isKnown(each) && each !== undefined)) { return true; }
    return destinations.every(isKnown) ? false : null;
  }) ?? undefined;
}

const ANSWERS = new WeakMap<SessionDocument, boolean | null>();
