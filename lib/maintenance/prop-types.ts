import { ComplianceSeverity } from './compliance-severity';
import { having, oneOf } from '../core/check-props';

export const MAINTENANCE_TARGETS = having('a MaintenanceTargets', '_targets', 'MaintenanceTargets.allNodes()');
export const MAINTENANCE_SCHEDULE = having('a MaintenanceSchedule', '_ofAssociation', 'MaintenanceSchedule.rate(Duration.days(14))');
export const COMPLIANCE_SEVERITY = oneOf('a ComplianceSeverity', ComplianceSeverity, 'ComplianceSeverity.HIGH');
