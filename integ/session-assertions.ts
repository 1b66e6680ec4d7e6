import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ISessionDocument, SsmManagedInstance } from '../lib';

/** An agent that finds its path at the first attempt is Online within two minutes of the boot; 5 minutes later it would be by a retry. */
const ONLINE_WITHIN = Duration.minutes(4);

/** In a real account: the node is Online soon after its deployment, and a session to it with the document of the stack starts and ends. */
export function assertSessionStarts(scope: Construct, stack: Stack): void {
  const { assertions } = new IntegTest(scope, `${stack.stackName}Test`, { testCases: [stack] });
  const { instanceId } = stack.node.findChild('Node') as SsmManagedInstance;
  const document = ['Tunnel', 'Preferences'].map(id => stack.node.tryFindChild(id) as ISessionDocument | undefined).find(found => found);

  const online = assertions.awsApiCall('SSM', 'describeInstanceInformation', { Filters: [{ Key: 'InstanceIds', Values: [instanceId] }] })
    .expect(ExpectedResult.objectLike({ InstanceInformationList: [Match.objectLike({ PingStatus: 'Online' })] }))
    .waitForAssertions({ totalTimeout: ONLINE_WITHIN, interval: Duration.seconds(15) });
  // Only the id is kept: the answer also has the token of the session.
  const started = assertions.awsApiCall('SSM', 'startSession', { Target: instanceId, DocumentName: document?.documentName }, ['SessionId']);
  started.expect(ExpectedResult.objectLike({ SessionId: Match.stringLikeRegexp('.+') }));
  const ended = assertions.awsApiCall('SSM', 'terminateSession', { SessionId: started.getAttString('SessionId') });
  online.next(started).next(ended);
}
