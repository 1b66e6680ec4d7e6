/** A command line that is not valid. The message tells the user what is wrong. */
export class UsageError extends Error {}
