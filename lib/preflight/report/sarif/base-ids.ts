/** What files of the repository are named from, as the standard itself calls it: whoever reads the report knows where that is. */
export const REPOSITORY = '%SRCROOT%';

/** What templates that are in no repository are named from. */
export const TEMPLATES = '%TEMPLATES%';
