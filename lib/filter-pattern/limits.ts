/** Characters of a filter pattern. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const MOST_CHARACTERS = 1024;

/** Regular expressions of one pattern. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const MOST_REGULAR_EXPRESSIONS = 2;

/** Metric and subscription filters of one log group that have regular expressions. @see the same page */
export const MOST_FILTERS_WITH_REGULAR_EXPRESSIONS = 5;

/** Metric filters of one log group. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MOST_METRIC_FILTERS = 100;

/** Wildcards of one property selector, and of all selectors of a pattern. @see the page of the syntax */
export const MOST_WILDCARDS = { selector: 1, pattern: 3 } as const;
