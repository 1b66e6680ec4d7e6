"""ministack, and what it lacks of what the stacks have: one function or one line for each thing that is missing.

Resources are created through the emulator's own API, so that nothing is read back that the API did not take.
"""

import asyncio
import base64
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

import botocore.session
import ministack.app
from ministack.core.responses import error_response_json, get_region, json_response
from ministack.services import autoscaling, cloudformation, ec2, lambda_svc, secretsmanager, ssm
from ministack.services.cloudformation import custom_resource, provisioners, stacks


def client(service):
    return botocore.session.get_session().create_client(service, get_region(), endpoint_url=os.environ['AWS_ENDPOINT_URL'])


def tagged(resource_type, props):
    return {'TagSpecifications': [{'ResourceType': resource_type, 'Tags': props['Tags']}]} if 'Tags' in props else {}


def create_instance(_logical_id, props, _stack_name):
    interface = (props.get('NetworkInterfaces') or [{}])[0]
    instance = client('ec2').run_instances(
        MinCount=1, MaxCount=1, ImageId=props['ImageId'], InstanceType=props['InstanceType'],
        # `Ref` of a profile is its name, and the emulator gives the ARN.
        IamInstanceProfile={'Name': props['IamInstanceProfile'].split('/')[-1]},
        SubnetId=interface.get('SubnetId') or props['SubnetId'], SecurityGroupIds=interface.get('GroupSet') or props['SecurityGroupIds'],
        # botocore encodes it once more.
        UserData=base64.b64decode(props['UserData']).decode(), **tagged('instance', props))['Instances'][0]
    return instance['InstanceId'], {'PrivateIp': instance['PrivateIpAddress'], 'AvailabilityZone': instance['Placement']['AvailabilityZone']}


def create_address(_logical_id, props, _stack_name):
    address = client('ec2').allocate_address(Domain=props['Domain'], **tagged('elastic-ip', props))
    return address['PublicIp'], {'AllocationId': address['AllocationId'], 'PublicIp': address['PublicIp']}


def delete_address(public_ip, _props):
    for address in client('ec2').describe_addresses()['Addresses']:
        if address['PublicIp'] == public_ip:
            client('ec2').release_address(AllocationId=address['AllocationId'])


def create_nat_gateway(_logical_id, props, _stack_name):
    gateway = client('ec2').create_nat_gateway(SubnetId=props['SubnetId'], AllocationId=props['AllocationId'], **tagged('natgateway', props))
    return gateway['NatGateway']['NatGatewayId'], {}


def rule_handlers(direction, peer):
    def create(_logical_id, props, _stack_name):
        permission = {
            'IpProtocol': props['IpProtocol'], 'FromPort': int(props['FromPort']), 'ToPort': int(props['ToPort']),
            'UserIdGroupPairs': [{'GroupId': props[peer], 'Description': props['Description']}],
        }
        answer = getattr(client('ec2'), f'authorize_security_group_{direction}')(GroupId=props['GroupId'], IpPermissions=[permission])
        if direction == 'egress':
            revoke_what_nobody_asked_for(props['GroupId'])
        return answer['SecurityGroupRules'][0]['SecurityGroupRuleId'], {}

    def delete(rule_id, props):
        getattr(client('ec2'), f'revoke_security_group_{direction}')(GroupId=props['GroupId'], SecurityGroupRuleIds=[rule_id])

    return {'create': create, 'delete': delete}


def revoke_what_nobody_asked_for(group_id):
    """The rule to everywhere, which a group has that was created without any, goes with the first one: https://github.com/aws/aws-cdk/issues/987."""
    rules = client('ec2').describe_security_group_rules(Filters=[{'Name': 'group-id', 'Values': [group_id]}])['SecurityGroupRules']
    open_rules = [rule['SecurityGroupRuleId'] for rule in rules if rule['IsEgress'] and rule['IpProtocol'] == '-1' and 'Description' not in rule]
    if open_rules:
        client('ec2').revoke_security_group_egress(GroupId=group_id, SecurityGroupRuleIds=open_rules)


def text(content):
    return content if isinstance(content, str) else json.dumps(content)


def create_document(logical_id, props, stack_name):
    name = props.get('Name') or provisioners._physical_name(stack_name, logical_id)
    client('ssm').create_document(Name=name, Content=text(props['Content']), DocumentType=props['DocumentType'], DocumentFormat=props['DocumentFormat'])
    return name, {}


def update_document(name, _old_props, props, _stack_name):
    """`UpdateMethod: NewVersion` makes the new version the default one, as its documentation says."""
    version = client('ssm').update_document(Name=name, Content=text(props['Content']), DocumentFormat=props['DocumentFormat'], DocumentVersion='$LATEST')
    client('ssm').update_document_default_version(Name=name, DocumentVersion=version['DocumentDescription']['DocumentVersion'])
    return name, {}


def create_trail(logical_id, props, stack_name):
    name = props.get('TrailName') or provisioners._physical_name(stack_name, logical_id)
    names = {'IncludeGlobalServiceEvents': 'IncludeGlobalServiceEvents', 'IsMultiRegionTrail': 'IsMultiRegionTrail',
             'EnableLogFileValidation': 'EnableLogFileValidation', 'KMSKeyId': 'KmsKeyId', 'S3BucketName': 'S3BucketName'}
    trail = client('cloudtrail').create_trail(Name=name, **{api: props[cfn] for cfn, api in names.items() if cfn in props})
    if props['IsLogging']:
        client('cloudtrail').start_logging(Name=name)
    return name, {'Arn': trail['TrailARN']}


def create_config_rule(logical_id, props, stack_name):
    name = props.get('ConfigRuleName') or provisioners._physical_name(stack_name, logical_id)
    kept = {prop: props[prop] for prop in ('Description', 'Scope', 'Source') if prop in props}
    parameters = {'InputParameters': json.dumps(props['InputParameters'])} if 'InputParameters' in props else {}
    client('config').put_config_rule(ConfigRule={'ConfigRuleName': name, **kept, **parameters})
    return name, {}


def query_definition(logical_id, _props, stack_name):
    """There is no API for it to be kept by."""
    return provisioners._physical_name(stack_name, logical_id), {}


MISSING_TYPES = {
    'AWS::CloudTrail::Trail': {'create': create_trail, 'delete': lambda name, _props: client('cloudtrail').delete_trail(Name=name)},
    'AWS::Config::ConfigRule': {'create': create_config_rule, 'delete': lambda name, _props: client('config').delete_config_rule(ConfigRuleName=name)},
    'AWS::Logs::QueryDefinition': {'create': query_definition, 'delete': lambda _name, _props: None},
    'AWS::EC2::Instance': {
        'create': create_instance,
        'delete': lambda instance_id, _props: client('ec2').terminate_instances(InstanceIds=[instance_id]),
    },
    'AWS::EC2::EIP': {'create': create_address, 'delete': delete_address},
    'AWS::EC2::NatGateway': {
        'create': create_nat_gateway,
        'delete': lambda gateway_id, _props: client('ec2').delete_nat_gateway(NatGatewayId=gateway_id),
    },
    'AWS::EC2::SecurityGroupIngress': rule_handlers('ingress', 'SourceSecurityGroupId'),
    'AWS::EC2::SecurityGroupEgress': rule_handlers('egress', 'DestinationSecurityGroupId'),
    'AWS::SSM::Document': {
        'create': create_document,
        'update': update_document,
        'delete': lambda name, _props: client('ssm').delete_document(Name=name),
    },
}


def missing_types():
    provisioners._RESOURCE_HANDLERS.update(MISSING_TYPES)
    blocks = stacks._runs_on_worker_thread
    # They wait for the emulator's own answer.
    stacks._runs_on_worker_thread = lambda resource_type: resource_type in MISSING_TYPES or blocks(resource_type)


def groups_and_policy_of_an_endpoint():
    fields = ec2._vpce_fields_xml

    def complete(endpoint, tag='item'):
        groups = ''.join(f'<item><groupId>{group}</groupId></item>' for group in endpoint.get('SecurityGroupIds', []))
        policy = provisioners._policy_document_json(endpoint) if endpoint.get('PolicyDocument') else ''
        private = str(provisioners._cfn_bool(endpoint.get('PrivateDnsEnabled', False))).lower()
        more = f'<groupSet>{groups}</groupSet><policyDocument>{ec2._esc(policy)}</policyDocument><privateDnsEnabled>{private}</privateDnsEnabled>'
        start, end, name = fields(endpoint, tag).rpartition('</')
        return start + more + end + name

    ec2._vpce_fields_xml = complete


def groups_of_a_launch_template():
    """The members of this list have another name than those of others, as the model of the API has it (`GroupIdStringList`)."""
    fields = ec2._lt_data_xml
    ec2._lt_data_xml = lambda data: re.sub('<groupSet>.*?</groupSet>', lambda groups: groups[0].replace('item>', 'groupId>'), fields(data))


def instances_of_a_group():
    """A group that a template creates has the instances that it wants, as one of the API has."""
    handlers = provisioners._RESOURCE_HANDLERS['AWS::AutoScaling::AutoScalingGroup']

    def with_instances(handle):
        def handled(*args, **kwargs):
            name, attributes = handle(*args, **kwargs)
            autoscaling._reconcile_instances(autoscaling._asgs[name])
            return name, attributes
        return handled

    handlers.update({change: with_instances(handlers[change]) for change in ('create', 'update')})


def documents():
    """The Systems Manager of the emulator has no documents. That of moto has."""
    handle = ssm.handle_request

    def forwarded(headers, body):
        kept = {name: headers[name] for name in ('content-type', 'x-amz-target', 'authorization')}
        try:
            with urllib.request.urlopen(urllib.request.Request(os.environ['DOCUMENTS_URL'], body, kept)) as answer:
                return answer.status, {'Content-Type': kept['content-type']}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {'Content-Type': kept['content-type']}, error.read()

    async def handle_request(method, path, headers, body, query_params):
        if 'Document' in headers.get('x-amz-target', ''):
            return await asyncio.to_thread(forwarded, headers, body)
        return await handle(method, path, headers, body, query_params)

    ssm.handle_request = handle_request


def activations():
    """Those of servers outside AWS, of which it has none. As with Systems Manager, only the answer to their creation has the code."""
    handle, made = ssm.handle_request, {}

    def create(request):
        activation_id, code = str(uuid.uuid4()), uuid.uuid4().hex[:20]
        names = ('Description', 'DefaultInstanceName', 'IamRole', 'RegistrationLimit', 'ExpirationDate', 'Tags')
        made[activation_id] = {
            'ActivationId': activation_id, 'CreatedDate': time.time(), 'Expired': False, 'RegistrationsCount': 0,
            **{name: request[name] for name in names if name in request},
        }
        return json_response({'ActivationId': activation_id, 'ActivationCode': code})

    def delete(request):
        if made.pop(request['ActivationId'], None) is None:
            return error_response_json('InvalidActivation', 'There is no such activation', 400)
        return json_response({})

    def describe(_request):
        return json_response({'ActivationList': list(made.values())})

    calls = {'CreateActivation': create, 'DeleteActivation': delete, 'DescribeActivations': describe}

    async def handle_request(method, path, headers, body, query_params):
        call = calls.get(headers.get('x-amz-target', '').rpartition('.')[2])
        return call(json.loads(body)) if call else await handle(method, path, headers, body, query_params)

    ssm.handle_request = handle_request


def a_secret_without_a_value():
    """A secret has no version until somebody writes one, if its template says nothing of a value."""
    handlers = provisioners._RESOURCE_HANDLERS['AWS::SecretsManager::Secret']
    create_with_value = handlers['create']

    def create(logical_id, props, stack_name):
        name, attributes = create_with_value(logical_id, props, stack_name)
        if not {'SecretString', 'GenerateSecretString'} & props.keys():
            secretsmanager._secrets[name]['Versions'] = {}
        return name, attributes

    handlers['create'] = create


def public_parameters():
    """The images of the scenarios that the emulator does not know."""
    amazon_linux = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-'
    for path in (f'{amazon_linux}default-arm64', f'{amazon_linux}6.1-arm64', '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base'):
        ssm._PUBLIC_AMI_PARAMETERS[path] = ssm._PUBLIC_AMI_PARAMETERS[f'{amazon_linux}default-x86_64']


def asynchronous_invocation():
    """CloudFormation invokes the function of a custom resource asynchronously: Lambda tries again what failed."""
    execute = lambda_svc._execute_function_with_config_scope
    lambda_svc._execute_function_with_config_scope = lambda function, event: (
        lambda_svc.invoke_async_with_retry if 'ResponseURL' in event else execute)(function, event)


def deletion_after_a_failed_creation():
    """CloudFormation deletes a custom resource whose creation failed, by the physical id of the answer."""
    create, deliver = provisioners._custom_resource_create, custom_resource.deliver_response
    physical_ids = {}

    def deliver_response(token, response):
        physical_ids[response['StackId'], response['LogicalResourceId']] = response['PhysicalResourceId']
        return deliver(token, response)

    def create_or_delete(logical_id, props, stack_name, resource_type):
        try:
            return create(logical_id, props, stack_name, resource_type)
        except RuntimeError:
            physical_id = physical_ids[provisioners._cr_stack_id(stack_name), logical_id]
            provisioners._custom_resource_delete(physical_id, props, stack_name, logical_id, resource_type)
            raise

    custom_resource.deliver_response = deliver_response
    provisioners._custom_resource_create = create_or_delete


def what_is_still_needed_stays():
    """CloudFormation deletes nothing on which something depends that it could not delete."""
    delete = stacks._delete_resource

    def unless_needed(resource_type, physical_id, props, stack_name=None, logical_id=None):
        stack = cloudformation._stacks[stack_name]
        definitions = stack['_template']['Resources']
        there = stack['_resources'].keys() & definitions.keys()
        needing = [other for other in there if logical_id in stacks._extract_deps(definitions[other], set(definitions))]
        if stack['StackStatus'] == 'DELETE_IN_PROGRESS' and needing:
            raise ValueError(f'{needing[0]} depends on it')
        delete(resource_type, physical_id, props, stack_name, logical_id)

    stacks._delete_resource = unless_needed


for what_is_missing in (
        missing_types, groups_and_policy_of_an_endpoint, groups_of_a_launch_template, instances_of_a_group, documents, activations,
        a_secret_without_a_value, public_parameters, asynchronous_invocation, deletion_after_a_failed_creation, what_is_still_needed_stays):
    what_is_missing()

# It ends with the process that holds its input open, whatever ends that process.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
ministack.app.main()
