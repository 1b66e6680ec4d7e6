import { Duration } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IConstruct } from 'constructs';
import type { PatchApprovalRule } from './patch-approval-rule';
import { PatchOperatingSystem } from './patch-operating-system';
import { fail } from '../core/errors';

/** What a system lets rules go by. */
interface System {
  /** The property of a patch that says how severe it is. */
  readonly severity?: string;
  readonly classification?: string;
  /** Whether it says when patches were released. */
  readonly hasDates: boolean;
  readonly isLinux: boolean;
  /** What AWS's own baseline approves. */
  readonly usual: Pick<PatchApprovalRule, 'classifications' | 'severities'>;
}

const SEVERE = ['Critical', 'Important'];
const RPM: System = { severity: 'SEVERITY', classification: 'CLASSIFICATION', hasDates: true, isLinux: true, usual: { classifications: ['Security'], severities: SEVERE } };
const DEB: System = { severity: 'PRIORITY', hasDates: false, isLinux: true, usual: { severities: ['Required', 'Important', 'Standard', 'Optional', 'Extra'] } };
const MACOS: System = { classification: 'CLASSIFICATION', hasDates: true, isLinux: false, usual: { classifications: ['Security'] } };
const WINDOWS: System = {
  severity: 'MSRC_SEVERITY',
  classification: 'CLASSIFICATION',
  hasDates: true,
  isLinux: false,
  usual: { classifications: ['CriticalUpdates', 'SecurityUpdates'], severities: SEVERE },
};

/**
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribePatchProperties.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchRule.html
 */
function systemOf(operatingSystem: PatchOperatingSystem): System {
  switch (operatingSystem) {
    case PatchOperatingSystem.WINDOWS: return WINDOWS;
    case PatchOperatingSystem.MACOS: return MACOS;
    case PatchOperatingSystem.DEBIAN: case PatchOperatingSystem.UBUNTU: case PatchOperatingSystem.RASPBIAN: return DEB;
    default: return RPM;
  }
}

const MOST_RULES = 10;
const DEFAULT_WAIT = Duration.days(7);
const MOST_DAYS = 360;

/** The rules as they are given, or like those of AWS's own baseline. */
export function patchRules(
  scope: IConstruct, operatingSystem: PatchOperatingSystem, given: PatchApprovalRule[] | undefined,
): ssm.CfnPatchBaseline.RuleProperty[] {
  const system = systemOf(operatingSystem);
  if (given && (given.length === 0 || given.length > MOST_RULES)) {
    fail(scope, `approvalRules must be 1-${MOST_RULES}, got ${given.length}; ${given.length === 0 ? 'leave it out for those of AWS\'s own baseline' : 'put several into one'}`);
  }
  return (given ?? [system.usual]).map((rule, index) => patchRule(scope, `approvalRules.${index}`, { operatingSystem, system }, rule));
}

function patchRule(
  scope: IConstruct, name: string, { operatingSystem, system }: { readonly operatingSystem: string; readonly system: System },
  rule: PatchApprovalRule,
): ssm.CfnPatchBaseline.RuleProperty {
  const has = (is: unknown, prop: keyof PatchApprovalRule) => {
    if (!is && rule[prop] !== undefined) {
      fail(scope, `${name}.${prop} does not apply to ${operatingSystem}, whose patches have nothing of the kind; remove it`);
    }
  };
  has(system.classification, 'classifications');
  has(system.severity, 'severities');
  has(system.hasDates, 'approveAfter');
  has(system.isLinux, 'includeNonSecurity');
  const filters = [['PRODUCT', rule.products], [system.classification, rule.classifications], [system.severity, rule.severities]] as const;
  return {
    approveAfterDays: system.hasDates ? days(scope, name, rule.approveAfter ?? DEFAULT_WAIT) : undefined,
    complianceLevel: rule.complianceLevel,
    enableNonSecurity: rule.includeNonSecurity,
    patchFilterGroup: {
      patchFilters: filters.filter(([key]) => key !== undefined).map(([key, values]) => ({ key, values: values?.length ? values : [ALL] })),
    },
  };
}

const ALL = '*';

function days(scope: IConstruct, name: string, duration: Duration): number {
  if (duration.isUnresolved()) {
    fail(scope, `${name}.approveAfter must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number`);
  }
  const count = duration.toDays({ integral: false });
  if (!Number.isInteger(count) || count < 0 || count > MOST_DAYS) {
    fail(scope, `${name}.approveAfter must be 0-${MOST_DAYS} whole days, got ${duration.toHumanString()}; use Duration.days(n) in that range`);
  }
  return count;
}
