import { Duration, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SessionAudit } from './session-audit';
import {
  DENIED_ATTEMPTS, FIND_WHAT_WAS_TYPED, LAST_COMMANDS, OPENED_AND_ENDED, SESSIONS_BY_DOCUMENT, SESSIONS_BY_NODE, SESSIONS_BY_PERSON, SessionQuery,
  SOUGHT, textOf, TUNNELS,
} from './session-queries';
import { PropTypes, checkProps } from '../core/check-props';
import { fail } from '../core/errors';
import { ALARMS, AUDIT, DAYS, LOGGING, TEXT } from '../core/prop-types';
import type { ISessionLogging } from '../logging/session-logging';

/**
 * Properties of `SessionDashboard`.
 */
export interface SessionDashboardProps {
  /**
   * The audit whose events tell who opened which session, tunnels and denied attempts included.
   *
   * @default - the dashboard shows transcripts alone
   */
  readonly audit?: SessionAudit;

  /**
   * Where the transcripts go: `logging` of session preferences. It needs a log group that is streamed to.
   *
   * @default - the dashboard shows no transcripts
   */
  readonly logging?: ISessionLogging;

  /**
   * Alarms whose state is shown, such as `alarm` of a `SessionCommandAlarm`.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * The name of the dashboard: letters, digits, `-` and `_`.
   *
   * @default - CloudFormation's choice
   */
  readonly dashboardName?: string;

  /**
   * The folder of the saved queries, up to 200 characters. It may be in another one: `Operations/Sessions`. A second dashboard in an account and region needs
   * a folder of its own: its queries have the same names, and whether CloudWatch Logs takes these twice is not documented.
   *
   * @default 'Session Manager'
   */
  readonly queryFolder?: string;

  /**
   * Which time the dashboard shows when it is opened: the last day, the last week. Each table reads all events of that time.
   *
   * @default Duration.days(7)
   */
  readonly defaultInterval?: Duration;
}

const PROP_TYPES: PropTypes<SessionDashboardProps> = {
  audit: AUDIT,
  logging: LOGGING,
  alarms: ALARMS,
  dashboardName: TEXT,
  queryFolder: TEXT,
  defaultInterval: DAYS,
};

const DEFAULT_FOLDER = 'Session Manager';
const DEFAULT_INTERVAL = Duration.days(7);

/** What folders are called; a query has up to 255 characters with its name. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
const FOLDER = /^(?=.{1,200}$)[^:*/]+(\/[^:*/]+)*$/;

/** CloudWatch's grid. */
const WIDTH = 24;
const HEIGHT = 6;
const ALARMS_IN_A_ROW = 6;

const { BAR, TABLE } = cloudwatch.LogQueryVisualizationType;

/** What stands side by side in the dashboard. */
interface Row {
  readonly queries: readonly SessionQuery[];
  readonly view: cloudwatch.LogQueryVisualizationType;
}

const AUDIT_ROWS: readonly Row[] = [
  { queries: [SESSIONS_BY_PERSON, SESSIONS_BY_NODE, SESSIONS_BY_DOCUMENT], view: BAR },
  { queries: [DENIED_ATTEMPTS], view: TABLE },
  { queries: [TUNNELS], view: TABLE },
  { queries: [OPENED_AND_ENDED], view: TABLE },
];
const TRANSCRIPT_ROWS: readonly Row[] = [
  { queries: [LAST_COMMANDS], view: TABLE },
  { queries: [FIND_WHAT_WAS_TYPED], view: TABLE },
];

/**
 * A dashboard of sessions: who opened them, on which node and with which document, what was denied, tunnels, the last commands and the state of alarms.
 *
 * Its tables are queries of CloudWatch Logs Insights, which are saved in a folder as well. A box at its top looks for what was typed; in the saved query,
 * replace `WHAT-WAS-TYPED`. Upper and lower case differ.
 *
 * What the constructs that it shows cannot tell, it does not tell either: see `SessionAudit` and `SessionCommandAlarm`. A Remote Desktop connection counts as
 * a session of a person and of a node, and so does the tunnel that it starts, where CloudTrail records one. Tunnels with documents of your own are among the
 * sessions, and not in the table of tunnels. The last commands are lines with a prompt: output that looks like one is among them.
 *
 * A dashboard costs 3 USD a month, and the first three of an account are free. A query costs 0.005 USD for each GB that it reads, each time that the
 * dashboard is opened or refreshed. They were never run by AWS: they use what its pages show. Who sees it needs `logs:StartQuery` on the log groups and `logs:GetQueryResults`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_ExploreLogs.html
 *
 * @example
 * const logging = new SessionPreferences(this, 'Preferences').logging;
 * const audit = new SessionAudit(this, 'Audit', { createTrail: true });
 * const deletion = new SessionCommandAlarm(this, 'Deletion', { logging, commands: ['rm'] });
 * new SessionDashboard(this, 'Dashboard', { audit, logging, alarms: [deletion.alarm] });
 */
export class SessionDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly folder: string;

  /**
   * @throws if neither `audit` nor `logging` is given, `logging` has no log group or one that is not streamed to, a log group is of another account or
   * region, or `queryFolder` is none; at synthesis if another dashboard of the stack has the same folder
   */
  constructor(scope: Construct, id: string, props: SessionDashboardProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { audit, logging, alarms = [] } = props;
    if (!audit && !logging) {
      fail(this, 'audit or logging must say what the dashboard shows, got neither; pass one such as logging: sessionPreferences.logging');
    }
    this.folder = this.checkFolder(props.queryFolder ?? DEFAULT_FOLDER);
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? DEFAULT_INTERVAL,
      variables: logging && [soughtVariable()],
    });
    if (alarms.length > 0) {
      this.dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({
        title: 'Alarms', alarms, width: WIDTH, height: 1 + 2 * Math.ceil(alarms.length / ALARMS_IN_A_ROW),
      }));
    }
    if (audit) { this.show(AUDIT_ROWS, this.checkPlace('audit', audit.logGroup)); }
    if (logging) { this.show(TRANSCRIPT_ROWS, this.checkPlace('logging', this.streamedLogGroup(logging))); }
    this.node.addValidation({ validate: () => this.sameFolders() });
  }

  private show(rows: readonly Row[], { logGroupName, env }: logs.ILogGroup): void {
    for (const { queries, view } of rows) {
      this.dashboard.addWidgets(...queries.map(query => new cloudwatch.LogQueryWidget({
        title: query.name,
        logGroupNames: [logGroupName],
        queryString: textOf(query),
        region: env.region,
        view,
        width: WIDTH / queries.length,
        height: HEIGHT,
      })));
      for (const query of queries) {
        // CDK's own class knows no `unnest`.
        new logs.CfnQueryDefinition(this, query.name.replace(/[^A-Za-z]+/g, ''), {
          name: `${this.folder}/${query.name}`, logGroupNames: [logGroupName], queryString: textOf(query),
        });
      }
    }
  }

  private streamedLogGroup({ logGroup }: ISessionLogging): logs.ILogGroup {
    if (!logGroup) {
      fail(this, 'logging has no log group, and queries need the transcripts in one; pass a SessionLogging with a logGroup');
    }
    if (!logGroup.streaming) {
      fail(this, `logging must stream to its log group, got ${logGroup.node.path} with streaming: false: a transcript then comes when its session has ended, without the JSON that the queries read; remove that setting`);
    }
    return logGroup.logGroup;
  }

  /** A saved query finds a log group by its name alone. */
  private checkPlace(prop: string, logGroup: logs.ILogGroup): logs.ILogGroup {
    const { account, region } = Stack.of(this);
    const differs = (a: string, b: string) => Token.compareStrings(a, b) === TokenComparison.DIFFERENT;
    if (differs(logGroup.env.region, region) || differs(logGroup.env.account, account)) {
      fail(this, `${prop} must be in the account and region of the dashboard, ${account} and ${region}, got a log group in ${logGroup.env.account} and ${logGroup.env.region}; create the dashboard in a stack there`);
    }
    return logGroup;
  }

  private sameFolders(): string[] {
    return Stack.of(this).node.findAll()
      .filter(other => other instanceof SessionDashboard && other !== this && other.folder === this.folder)
      .map(({ node: { path } }) => `queryFolder '${this.folder}' is that of ${path} as well, so that each query would be there twice; give one of the two another one`);
  }

  private checkFolder(folder: string): string {
    if (!Token.isUnresolved(folder) && !FOLDER.test(folder)) {
      fail(this, `queryFolder must be names without : and *, with / between two of them, up to 200 characters, got '${folder}'; pass one such as '${DEFAULT_FOLDER}'`);
    }
    return folder;
  }
}

/** A box in which somebody writes what is looked for. */
function soughtVariable(): cloudwatch.IVariable {
  return new cloudwatch.DashboardVariable({
    id: 'sought',
    label: 'Typed',
    type: cloudwatch.VariableType.PATTERN,
    inputType: cloudwatch.VariableInputType.INPUT,
    value: SOUGHT,
    defaultValue: cloudwatch.DefaultValue.value('sudo'),
    visible: true,
  });
}
