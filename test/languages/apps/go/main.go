package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	ssm "github.com/cdk-session-manager/cdk-session-manager/cdksessionmanager"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(os.Args[1]), AnalyticsReporting: jsii.Bool(false)})
	awscdk.Validations_Of(app).AddPlugins(ssm.NewSessionManagerPreflight(&ssm.SessionManagerPreflightProps{
		FailOnUnknown: jsii.Bool(true),
		PrintNodes:    jsii.Bool(false),
	}))
	stack := awscdk.NewStack(app, jsii.String("Languages"), nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
		NatGateways: jsii.Number(0),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{Name: jsii.String("Isolated"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		},
	})

	bucket := ssm.NewSessionLoggingBucket(stack, jsii.String("Bucket"), &ssm.SessionLoggingBucketProps{
		Retention:  awscdk.Duration_Days(jsii.Number(90)),
		ObjectLock: &ssm.SessionLogObjectLock{Mode: awss3.ObjectLockMode_GOVERNANCE, Duration: awscdk.Duration_Days(jsii.Number(30))},
	})
	sessionPreferences := ssm.NewSessionPreferences(stack, jsii.String("Preferences"), &ssm.SessionPreferencesProps{
		Logging:     ssm.NewSessionLogging(stack, jsii.String("Logging"), &ssm.SessionLoggingProps{Bucket: bucket}),
		IdleTimeout: awscdk.Duration_Minutes(jsii.Number(15)),
	})
	endpoints := ssm.NewSsmVpcEndpoints(stack, jsii.String("Endpoints"), &ssm.SsmVpcEndpointsProps{
		Vpc:                vpc,
		SessionPreferences: sessionPreferences,
	})
	node := ssm.NewSsmManagedInstance(stack, jsii.String("Node"), &ssm.SsmManagedInstanceProps{
		Vpc:                vpc,
		Connectivity:       ssm.SsmConnectivity_PrivateLink(endpoints),
		SessionPreferences: sessionPreferences,
	})

	person := awsiam.NewRole(stack, jsii.String("Person"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	node.GrantStartSession(person)
	tunnel := ssm.NewPortForwardingDocument(stack, jsii.String("Tunnel"), &ssm.PortForwardingDocumentProps{
		To: ssm.PortForwardingTarget_Host(jsii.String("database.internal"), jsii.Number(5432)),
	})
	tunnel.GrantStartSession(person, node)
	logs := ssm.NewInteractiveCommandDocument(stack, jsii.String("Logs"), &ssm.CommandDocumentProps{
		Commands: &ssm.SessionCommands{
			Linux: &ssm.SessionCommand{Commands: jsii.String("journalctl --unit {{ unit }} --follow"), RunAsElevated: jsii.Bool(true)},
		},
		Parameters:         &map[string]*ssm.SessionCommandParameter{"unit": {AllowedPattern: jsii.String("[a-z0-9.-]{1,60}")}},
		SessionPreferences: sessionPreferences,
	})
	logs.GrantStartSession(person, node)
	awscdk.NewCfnOutput(stack, jsii.String("AgentLogs"), &awscdk.CfnOutputProps{
		Value: logs.CommandFor(node, &map[string]*string{"unit": jsii.String("amazon-ssm-agent")}),
	})

	legacy := awsec2.NewInstance(stack, jsii.String("Legacy"), &awsec2.InstanceProps{
		Vpc:          vpc,
		VpcSubnets:   &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		InstanceType: awsec2.NewInstanceType(jsii.String("t3.micro")),
		MachineImage: awsec2.MachineImage_LatestAmazonLinux2023(nil),
	})
	for _, id := range []string{"SSM-IDN-004", "SSM-END-004", "SSM-LOG-004", "SSM-LOG-005", "SSM-LOG-007", "SSM-KEY-002"} {
		awscdk.Validations_Of(legacy).Acknowledge(&awscdk.Acknowledgment{Id: jsii.String(id), Reason: jsii.String("Nobody connects to it.")})
	}
	report := *ssm.Preflight_OfApp(app, nil).ToJsonText()
	if err := os.WriteFile(os.Args[2], []byte(report), 0o644); err != nil {
		panic(err)
	}
}
