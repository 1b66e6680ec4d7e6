"""With the argument `broken` an instance that reaches nothing, without a role for Systems Manager; else one that connects.

With `required` no plugin stops it, but a function that throws."""
import sys

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from cdk_session_manager import Preflight, SessionManagerPreflight, SsmManagedInstance

app = cdk.App()
if "required" not in sys.argv:
    cdk.Validations.of(app).add_plugins(SessionManagerPreflight())
stack = cdk.Stack(app, "Stack")
vpc = ec2.Vpc(stack, "Vpc", nat_gateways=0)
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
    SsmManagedInstance(stack, "Node", vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC))
if "required" in sys.argv:
    Preflight.require_connects(app)
else:
    app.synth()
