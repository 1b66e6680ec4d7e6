/** Scripts depend on these numbers. */
export const EXIT = { CONNECTS: 0, BLOCKED: 1, UNREADABLE: 2, FAILED: 3, UNDECIDED: 4 } as const;
