"""Pastes each Python snippet where a user would, and says of which one it fails, and how."""
import json
import os
import re
import sys
import tempfile
import traceback

import aws_cdk
from aws_cdk import aws_autoscaling, aws_ec2, aws_iam, aws_kms, aws_lambda, aws_rds, aws_sns
import cdk_session_manager as library

# The pages write files, such as reports.
os.chdir(tempfile.mkdtemp())


def vpc_of(stack):
    return stack.node.try_find_child("Vpc") or aws_ec2.Vpc(stack, "Vpc", nat_gateways=1, max_azs=2, subnet_configuration=[
        aws_ec2.SubnetConfiguration(name=name, subnet_type=getattr(aws_ec2.SubnetType, name))
        for name in ["PUBLIC", "PRIVATE_WITH_EGRESS", "PRIVATE_ISOLATED"]
    ])


def app_of(stack):
    other = aws_cdk.Stack(stack.node.root, "MyStack")
    library.SsmManagedInstance(other, "Node", vpc=vpc_of(other), session_preferences=library.SessionPreferences(other, "Preferences"))
    return stack.node.root


def group_of(stack):
    group = aws_autoscaling.AutoScalingGroup(
        stack, "GivenGroup", vpc=vpc_of(stack), instance_type=aws_ec2.InstanceType("t3.micro"),
        machine_image=aws_ec2.MachineImage.latest_amazon_linux2023(), require_imdsv2=True)
    group.node.add_dependency(vpc_of(stack))
    group.role.add_managed_policy(aws_iam.ManagedPolicy.from_aws_managed_policy_name("AmazonSSMManagedInstanceCore"))
    return group


GIVEN = {
    "App": app_of,
    "SessionAudit": lambda stack: library.SessionAudit(stack, "GivenAudit", create_trail=True),
    "SessionPreferences": lambda stack: library.SessionPreferences(stack, "GivenPreferences"),
    "SsmManagedInstance": lambda stack: library.SsmManagedInstance(stack, "Given", vpc=vpc_of(stack)),
    "autoscaling.AutoScalingGroup": group_of,
    "ec2.Instance": lambda stack: aws_ec2.Instance(
        stack, "Given", vpc=vpc_of(stack), instance_type=aws_ec2.InstanceType("t3.micro"),
        machine_image=aws_ec2.MachineImage.latest_amazon_linux2023(), http_tokens=aws_ec2.HttpTokens.REQUIRED),
    "ec2.Vpc": vpc_of,
    "iam.Role": lambda stack: aws_iam.Role(stack, "Role", assumed_by=aws_iam.AccountRootPrincipal()),
    "kms.Key": lambda stack: aws_kms.Key(stack, "Given"),
    "lambda.Function": lambda stack: aws_lambda.Function(
        stack, "GivenFunction", runtime=aws_lambda.Runtime.NODEJS_22_X, handler="index.handler",
        code=aws_lambda.Code.from_inline("exports.handler = () => {}")),
    "rds.DatabaseInstance": lambda stack: aws_rds.DatabaseInstance(
        stack, "Given", vpc=vpc_of(stack), engine=aws_rds.DatabaseInstanceEngine.MYSQL),
    "sns.Topic": lambda stack: aws_sns.Topic(stack, "GivenTopic"),
}


def paste(program, alone):
    """Runs the program, and gives the app that it is in."""
    source = re.sub(r"^( +)# (\w+): (.+)$", lambda line: f'{line[1]}{line[2]} = given["{line[3].replace("lambda_.", "lambda.")}"](self)', program, flags=re.M)
    names = {"given": GIVEN, "__name__": "snippet"}
    exec(compile(source, "snippet", "exec"), names)  # pylint: disable=exec-used
    if alone:
        return names["app"]
    app = aws_cdk.App()
    names["Example"](aws_cdk.Stage(app, "Stage", env=aws_cdk.Environment(account="111111111111", region="eu-west-1")), "Example")
    return app


failures = {}
for snippet in json.load(sys.stdin):
    try:
        library.Preflight.require_connects(paste(snippet["program"], snippet["alone"]))
    except Exception:  # pylint: disable=broad-except
        failures[snippet["name"]] = traceback.format_exc()[-1500:]
json.dump(failures, sys.stdout)
