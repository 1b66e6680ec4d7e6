import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { unique } from '../core/lists';

/** Where nodes, documents and sessions are: the parts that their ARNs have in common. */
export interface SessionPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export function placeOf(scope: IConstruct): SessionPlace {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, account };
}

/** The ARN of a session document, which has no other attribute than its name. What AWS owns is in no account. */
export function documentArn(place: SessionPlace, documentName: string): string {
  return ssmArn(isOwnedByAws(documentName) ? { ...place, account: '' } : place, 'document', documentName);
}

/** The ARNs of documents in each of the places. */
export function documentArns(documents: { readonly documentName: string }[], places: SessionPlace[]): string[] {
  return unique(documents.flatMap(({ documentName }) => places.map(place => documentArn(place, documentName))));
}

/** No other document may have such a name. */
export function isOwnedByAws(documentName: string): boolean {
  return documentName.startsWith('AWS-');
}

/** Every session of the account and region. */
export function sessionsArn(place: SessionPlace): string {
  return ssmArn(place, 'session', '*');
}

/** A node in EC2 by its id; `*` for all of them. */
export function instanceArn({ partition, region, account }: SessionPlace, id: string): string {
  return `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
}

/** A node outside EC2 by its id; `*` for all of them. */
export function managedNodeArn(place: SessionPlace, id: string): string {
  return ssmArn(place, 'managed-instance', id);
}

/** All tasks of Amazon ECS, which sessions can be started with too. */
export function taskArn({ partition, region, account }: SessionPlace): string {
  return `arn:${partition}:ecs:${region}:${account}:task/*`;
}

function ssmArn({ partition, region, account }: SessionPlace, resource: string, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:${resource}/${name}`;
}
