import type { Answer } from '../../http/fault-proxy';

export interface StubNode {
  readonly ping: 'Online' | 'ConnectionLost';
  readonly agent?: string;
  readonly lastPing?: Date;
  readonly connection?: string;
}

export interface StubInstance {
  readonly state?: string;
  readonly why?: string;
  readonly profile?: string;
  /** What is on its console. */
  readonly output?: string;
  /** Instances before Nitro do not tell the newest of it. */
  readonly isXen?: boolean;
}

export interface StubGroup {
  readonly desired: number;
  /** Of its instances, by their ids: what they do, and what they weigh. */
  readonly instances?: Readonly<Record<string, string | readonly [state: string, weight: number]>>;
  /** Its last activities, the newest first. */
  readonly activities?: readonly (readonly [status: string, message: string])[];
}

/** What AWS tells of nodes, of which moto knows the instances alone. It refuses other questions than those of the function. */
export class StubAccount {
  readonly nodes = new Map<string, StubNode>();
  readonly instances = new Map<string, StubInstance>();
  readonly groups = new Map<string, StubGroup>();
  stackStatus = 'CREATE_IN_PROGRESS';
  /** How many nodes are on a page at most. */
  pageSize = Infinity;

  reset(): void {
    this.nodes.clear();
    this.instances.clear();
    this.groups.clear();
    this.stackStatus = 'CREATE_IN_PROGRESS';
    this.pageSize = Infinity;
  }

  answer(action: string, body: string): Answer {
    switch (action) {
      case 'DescribeInstanceInformation': return { status: 200, body: this.registered(JSON.parse(body)) };
      case 'GetConnectionStatus': return { status: 200, body: this.connection(JSON.parse(body)) };
      case 'DescribeInstances': return xml(action, this.described(new URLSearchParams(body)));
      case 'GetConsoleOutput': return this.console(new URLSearchParams(body));
      case 'DescribeStacks': return xml(action, `<DescribeStacksResult><Stacks><member><StackName>Stack</StackName><StackStatus>${this.stackStatus}</StackStatus></member></Stacks></DescribeStacksResult>`);
      case 'DescribeAutoScalingGroups': return xml(action, this.groupsOf(new URLSearchParams(body)));
      case 'DescribeScalingActivities': return xml(action, this.activitiesOf(new URLSearchParams(body)));
      default: throw new Error(`${action} is not expected here`);
    }
  }

  private groupsOf(asked: URLSearchParams): string {
    const names = [...asked].filter(([name]) => name.startsWith('AutoScalingGroupNames.member.')).map(([, value]) => value);
    if (names.length === 0 || names.length > 50) {
      throw new Error(`${names.length} names are not expected here`);
    }
    const start = Number(asked.get('NextToken') ?? 0);
    const known = names.filter(name => this.groups.has(name));
    const page = known.slice(start, start + this.pageSize);
    const next = start + page.length < known.length ? `<NextToken>${start + page.length}</NextToken>` : '';
    return `<DescribeAutoScalingGroupsResult><AutoScalingGroups>${page.map(name => this.group(name)).join('')}</AutoScalingGroups>${next}</DescribeAutoScalingGroupsResult>`;
  }

  private group(name: string): string {
    const { desired, instances = {} } = this.groups.get(name)!;
    const members = Object.entries(instances).map(([id, instance]) => {
      const [state, weight] = [instance].flat() as [string, number?];
      return `<member><InstanceId>${id}</InstanceId><LifecycleState>${state}</LifecycleState>${weight ? `<WeightedCapacity>${weight}</WeightedCapacity>` : ''}</member>`;
    });
    return `<member><AutoScalingGroupName>${name}</AutoScalingGroupName><DesiredCapacity>${desired}</DesiredCapacity><Instances>${members.join('')}</Instances></member>`;
  }

  private activitiesOf(asked: URLSearchParams): string {
    const { activities = [] } = this.groups.get(asked.get('AutoScalingGroupName')!) ?? {};
    const members = activities.slice(0, Number(asked.get('MaxRecords')))
      .map(([status, message]) => `<member><StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage></member>`);
    return `<DescribeScalingActivitiesResult><Activities>${members.join('')}</Activities></DescribeScalingActivitiesResult>`;
  }

  private registered({ Filters, MaxResults, NextToken }: any): object {
    const [{ Key, Values }, ...others] = Filters;
    // As AWS has it.
    if (Key !== 'InstanceIds' || others.length > 0 || Values.length > 100 || Values.length === 0 || !(MaxResults >= 5 && MaxResults <= 50)) {
      throw new Error(`${JSON.stringify({ Filters, MaxResults })} is not expected here`);
    }
    const start = Number(NextToken ?? 0);
    const end = start + Math.min(MaxResults, this.pageSize);
    const known: string[] = Values.filter((id: string) => this.nodes.has(id));
    const list = known.slice(start, end).map(InstanceId => {
      const { ping, agent, lastPing } = this.nodes.get(InstanceId)!;
      // In seconds, as in AWS's JSON.
      return { InstanceId, PingStatus: ping, AgentVersion: agent, LastPingDateTime: lastPing && lastPing.getTime() / 1000 };
    });
    return { InstanceInformationList: list, ...end < known.length ? { NextToken: String(end) } : {} };
  }

  private connection({ Target }: any): object {
    return { Target, Status: this.nodes.get(Target)?.connection ?? 'notconnected' };
  }

  private described(asked: URLSearchParams): string {
    if (asked.get('Filter.1.Name') !== 'instance-id' || asked.has('Filter.2.Name')) {
      throw new Error(`${asked} is not expected here`);
    }
    const ids = [...asked].filter(([name]) => name.startsWith('Filter.1.Value.')).map(([, value]) => value);
    return `<reservationSet>${ids.filter(id => this.instances.has(id)).map(id => this.instance(id)).join('')}</reservationSet>`;
  }

  private instance(id: string): string {
    const { state = 'running', why, profile } = this.instances.get(id)!;
    const reason = why ? `<stateReason><code>x</code><message>${why}</message></stateReason>` : '';
    const arn = profile ? `<iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/path/${profile}</arn></iamInstanceProfile>` : '';
    return `<item><instancesSet><item><instanceId>${id}</instanceId><instanceState><code>16</code><name>${state}</name></instanceState>${reason}${arn}</item></instancesSet></item>`;
  }

  private console(asked: URLSearchParams): Answer {
    const { output = '', isXen = false } = this.instances.get(asked.get('InstanceId')!)!;
    return isXen && asked.get('Latest') === 'true'
      ? ec2Error('UnsupportedOperation', 'This instance type does not support retrieving the latest console logs.')
      : xml('GetConsoleOutput', `<output>${Buffer.from(output).toString('base64')}</output>`);
  }
}

function xml(action: string, content: string): Answer {
  return { status: 200, body: `<${action}Response>${content}</${action}Response>`, headers: { 'content-type': 'text/xml' } };
}

/** EC2 has a form of its own. */
export function ec2Error(code: string, message: string, status = 400): Answer {
  return {
    status,
    body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
    headers: { 'content-type': 'text/xml' },
  };
}
