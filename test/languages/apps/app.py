import sys

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from cdk_session_manager import (
    InteractiveCommandDocument,
    PortForwardingDocument,
    PortForwardingTarget,
    Preflight,
    SessionCommand,
    SessionCommandParameter,
    SessionCommands,
    SessionLogging,
    SessionLoggingBucket,
    SessionLogObjectLock,
    SessionManagerPreflight,
    SessionPreferences,
    SsmConnectivity,
    SsmManagedInstance,
    SsmVpcEndpoints,
)

outdir, report = sys.argv[1:]
app = cdk.App(outdir=outdir, analytics_reporting=False)
cdk.Validations.of(app).add_plugins(SessionManagerPreflight(fail_on_unknown=True, print_nodes=False))
stack = cdk.Stack(app, "Languages")
vpc = ec2.Vpc(
    stack,
    "Vpc",
    nat_gateways=0,
    subnet_configuration=[ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
)

bucket = SessionLoggingBucket(
    stack,
    "Bucket",
    retention=cdk.Duration.days(90),
    object_lock=SessionLogObjectLock(mode=s3.ObjectLockMode.GOVERNANCE, duration=cdk.Duration.days(30)),
)
session_preferences = SessionPreferences(
    stack,
    "Preferences",
    logging=SessionLogging(stack, "Logging", bucket=bucket),
    idle_timeout=cdk.Duration.minutes(15),
)
endpoints = SsmVpcEndpoints(stack, "Endpoints", vpc=vpc, session_preferences=session_preferences)
node = SsmManagedInstance(
    stack,
    "Node",
    vpc=vpc,
    connectivity=SsmConnectivity.private_link(endpoints),
    session_preferences=session_preferences,
)

person = iam.Role(stack, "Person", assumed_by=iam.AccountRootPrincipal())
node.grant_start_session(person)
tunnel = PortForwardingDocument(stack, "Tunnel", to=PortForwardingTarget.host("database.internal", 5432))
tunnel.grant_start_session(person, node)
logs = InteractiveCommandDocument(
    stack,
    "Logs",
    commands=SessionCommands(linux=SessionCommand(commands="journalctl --unit {{ unit }} --follow", run_as_elevated=True)),
    parameters={"unit": SessionCommandParameter(allowed_pattern="[a-z0-9.-]{1,60}")},
    session_preferences=session_preferences,
)
logs.grant_start_session(person, node)
cdk.CfnOutput(stack, "AgentLogs", value=logs.command_for(node, {"unit": "amazon-ssm-agent"}))

legacy = ec2.Instance(
    stack,
    "Legacy",
    vpc=vpc,
    vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
    instance_type=ec2.InstanceType("t3.micro"),
    machine_image=ec2.MachineImage.latest_amazon_linux2023(),
)
for rule in ["SSM-IDN-004", "SSM-END-004", "SSM-LOG-004", "SSM-LOG-005", "SSM-LOG-007", "SSM-KEY-002"]:
    cdk.Validations.of(legacy).acknowledge(cdk.Acknowledgment(id=rule, reason="Nobody connects to it."))
with open(report, "w") as file:
    file.write(Preflight.of_app(app).to_json_text())
