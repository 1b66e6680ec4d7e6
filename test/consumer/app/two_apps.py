"""With the argument `broken` an instance that reaches nothing, without a role for Systems Manager; else one that connects, which only one role may open.

With `open` another role may, too. With `required` no plugin stops it, but a function that throws."""
import sys

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from cdk_session_manager import Preflight, SessionExpectation, SessionManagerPreflight, SessionPreferences, SsmManagedInstance

app = cdk.App()
stack = cdk.Stack(app, "Stack")
vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0)
expected = []
if "broken" in sys.argv:
    ec2.Instance(
        stack,
        "Instance",
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        instance_type=ec2.InstanceType("t3.micro"),
        machine_image=ec2.MachineImage.latest_amazon_linux2023(),
    )
else:
    # Of the account's own preferences nobody sees whether they name a key.
    preferences = SessionPreferences(stack, "Preferences")
    subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    node = SsmManagedInstance(stack, "Node", vpc=vpc, vpc_subnets=subnets, session_preferences=preferences)
    team = iam.Role(stack, "Team", assumed_by=iam.AccountRootPrincipal())
    others = iam.Role(stack, "Others", assumed_by=iam.AccountRootPrincipal())
    node.grant_start_session(team)
    if "open" in sys.argv:
        node.grant_start_session(others)
    expected = [SessionExpectation.only(team).may_open(node), SessionExpectation.that("Stack/Others").may_not_open("Stack/Node")]
if "required" in sys.argv:
    Preflight.require_connects(app, expect=expected)
else:
    cdk.Validations.of(app).add_plugins(SessionManagerPreflight(expect=expected))
    app.synth()
