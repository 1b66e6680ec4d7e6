import { Decision, evaluate, ResourcePolicies } from '../../../model/iam/policy-evaluation';

/** A call that a service of AWS makes for something of ours, by the policy of what it calls alone. */
export interface ServiceCall {
  /** The principal of the service, for example `events.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys, in lower case, beside those of every such call. */
  readonly keys: ReadonlyMap<string, string>;
  readonly absentKeys?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export function serviceMay({ service, action, resource, keys, absentKeys = NONE }: ServiceCall, policies: ResourcePolicies): Decision {
  return evaluate({
    principal: { kind: 'service', arn: service, account: '' },
    action,
    resource,
    context: new Map([...keys, ['aws:principalisawsservice', 'true'], ['aws:principalservicename', service], ['aws:securetransport', 'true']]),
    absentKeys,
  }, { identity: [], resource: policies });
}

/** For whom a service calls. */
export function sourceKeys(arn: string, account: string): readonly (readonly [key: string, value: string])[] {
  return [['aws:sourcearn', arn], ['aws:sourceaccount', account]];
}
