import { RemovalPolicy, Stack, Aws } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { fail } from '../core/errors';
import { referencedResource } from '../core/references';
import { SessionLoggingBucket } from '../logging/session-logging-bucket';

/** A trail of the management events of all regions, in an encrypted bucket of its own that is kept. */
export function createTrail(scope: Construct, encryptionKey: kms.IKey, removalPolicy: RemovalPolicy): cloudtrail.Trail {
  const { bucket } = new SessionLoggingBucket(scope, 'TrailBucket', { encryptionKey, removalPolicy });
  letCloudTrailEncrypt(scope, encryptionKey);
  return new cloudtrail.Trail(scope, 'Trail', { bucket, encryptionKey, enableFileValidation: true, isMultiRegionTrail: true });
}

/** The key's policy cannot name the trail, which names the key. */
function letCloudTrailEncrypt(scope: Construct, encryptionKey: kms.IKey): void {
  const anyTrail = Stack.of(scope).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: '*' });
  const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')];
  const conditions = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': anyTrail } };
  encryptionKey.addToResourcePolicy(new iam.PolicyStatement({
    principals,
    actions: ['kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { ...conditions, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': anyTrail } },
  }));
  encryptionKey.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: ['kms:DescribeKey'], resources: ['*'], conditions }));
}

/** Fails for a trail of the app whose events do not reach EventBridge. */
export function checkTrailLogs(scope: IConstruct, trailArn: string): void {
  const silence = silenceOf(trailArn);
  if (silence !== undefined) {
    fail(scope, `trailArn must be of a trail that logs management events, got one with ${silence}: EventBridge gets no events of it; change the trail`);
  }
}

/** Why the events of a trail in the app do not reach EventBridge; undefined where they do, or where the trail is in no app. */
function silenceOf(trailArn: string): string | undefined {
  const trail = referencedResource(trailArn);
  if (!(trail instanceof cloudtrail.CfnTrail)) { return undefined; }
  if (trail.isLogging === false) { return 'isLogging: false'; }
  const { eventSelectors, advancedEventSelectors } = trail;
  if (!Array.isArray(eventSelectors) || advancedEventSelectors !== undefined) { return undefined; }
  const selectors = eventSelectors as cloudtrail.CfnTrail.EventSelectorProperty[];
  const logsWrites = ({ includeManagementEvents = true, readWriteType }: cloudtrail.CfnTrail.EventSelectorProperty) => (
    includeManagementEvents !== false && readWriteType !== 'ReadOnly'
  );
  return selectors.length > 0 && !selectors.some(logsWrites) ? 'event selectors without write-only management events' : undefined;
}
