/** What a resource is to the rules, whoever read it. */
export type ResourceKind =
  | 'auto-scaling-group' | 'bucket' | 'bucket-policy' | 'endpoint' | 'host-management' | 'instance' | 'instance-profile' | 'internet-gateway' | 'key'
  | 'launch-template' | 'log-group' | 'nat-gateway' | 'network-acl' | 'policy' | 'role' | 'route' | 'route-table' | 'security-group' | 'session-document'
  | 'subnet' | 'vpc' | 'other';
