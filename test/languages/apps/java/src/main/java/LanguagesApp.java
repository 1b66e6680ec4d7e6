import io.github.cdksessionmanager.*;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.Instance;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.ObjectLockMode;

public class LanguagesApp {
    public static void main(String[] args) throws IOException {
        App app = App.Builder.create().outdir(args[0]).analyticsReporting(false).build();
        Validations.of(app).addPlugins(SessionManagerPreflight.Builder.create().failOnUnknown(true).printNodes(false).build());
        Stack stack = new Stack(app, "Languages");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc")
            .natGateways(0)
            .subnetConfiguration(List.of(SubnetConfiguration.builder().name("Isolated").subnetType(SubnetType.PRIVATE_ISOLATED).build()))
            .build();

        SessionLoggingBucket bucket = SessionLoggingBucket.Builder.create(stack, "Bucket")
            .retention(Duration.days(90))
            .objectLock(SessionLogObjectLock.builder().mode(ObjectLockMode.GOVERNANCE).duration(Duration.days(30)).build())
            .build();
        SessionPreferences sessionPreferences = SessionPreferences.Builder.create(stack, "Preferences")
            .logging(SessionLogging.Builder.create(stack, "Logging").bucket(bucket).build())
            .idleTimeout(Duration.minutes(15))
            .build();
        SsmVpcEndpoints endpoints = SsmVpcEndpoints.Builder.create(stack, "Endpoints").vpc(vpc).sessionPreferences(sessionPreferences).build();
        SsmManagedInstance node = SsmManagedInstance.Builder.create(stack, "Node")
            .vpc(vpc)
            .connectivity(SsmConnectivity.privateLink(endpoints))
            .sessionPreferences(sessionPreferences)
            .build();

        Role person = Role.Builder.create(stack, "Person").assumedBy(new AccountRootPrincipal()).build();
        node.grantStartSession(person);
        PortForwardingDocument tunnel = PortForwardingDocument.Builder.create(stack, "Tunnel")
            .to(PortForwardingTarget.host("database.internal", 5432))
            .build();
        tunnel.grantStartSession(person, node);
        InteractiveCommandDocument logs = InteractiveCommandDocument.Builder.create(stack, "Logs")
            .commands(SessionCommands.builder()
                .linux(SessionCommand.builder().commands("journalctl --unit {{ unit }} --follow").runAsElevated(true).build())
                .build())
            .parameters(Map.of("unit", SessionCommandParameter.builder().allowedPattern("[a-z0-9.-]{1,60}").build()))
            .sessionPreferences(sessionPreferences)
            .build();
        logs.grantStartSession(person, node);
        CfnOutput.Builder.create(stack, "AgentLogs").value(logs.commandFor(node, Map.of("unit", "amazon-ssm-agent"))).build();

        Instance legacy = Instance.Builder.create(stack, "Legacy")
            .vpc(vpc)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .instanceType(new InstanceType("t3.micro"))
            .machineImage(MachineImage.latestAmazonLinux2023())
            .build();
        for (String id : List.of("SSM-IDN-004", "SSM-END-004", "SSM-LOG-004", "SSM-LOG-005", "SSM-LOG-007", "SSM-KEY-002")) {
            Validations.of(legacy).acknowledge(Acknowledgment.builder().id(id).reason("Nobody connects to it.").build());
        }
        Files.writeString(Path.of(args[1]), Preflight.ofApp(app).toJsonText());
    }
}
