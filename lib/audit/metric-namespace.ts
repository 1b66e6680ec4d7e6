/** Under which CloudWatch shows the metrics of the library. */
export const METRIC_NAMESPACE = 'SessionManager';
