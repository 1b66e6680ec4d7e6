import { CloudWatchLogsClient, paginateFilterLogEvents, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

/** Whether the stream of the session has the text. The agent makes the stream, named after the session, when there is something to write. */
export async function logGroupHas(text: string, client: CloudWatchLogsClient, logGroupName: string, sessionId: string): Promise<boolean> {
  try {
    for await (const { events } of paginateFilterLogEvents({ client }, { logGroupName, logStreamNames: [sessionId] })) {
      if (events?.some(({ message }) => message?.includes(text))) {
        return true;
      }
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
  }
  return false;
}

/** Whether the object of the session has the text. The agent uploads it, named after the session, when the session has ended. */
export async function bucketHas(text: string, client: S3Client, bucket: string, sessionId: string): Promise<boolean> {
  for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    const key = Contents?.map(({ Key }) => Key!).find(name => name.includes(sessionId));
    if (key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body!.transformToString()).includes(text);
    }
  }
  return false;
}
