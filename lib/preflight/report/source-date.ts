/**
 * The date that a reproducible build gives to what it makes; undefined where it gives none.
 *
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function sourceDate(env: { readonly SOURCE_DATE_EPOCH?: string }): Date | undefined {
  const { SOURCE_DATE_EPOCH: seconds } = env;
  if (seconds === undefined || seconds === '') { return undefined; }
  const date = new Date(/^\d+$/.test(seconds) ? Number(seconds) * 1000 : NaN);
  if (Number.isNaN(date.getTime())) {
    throw new Error(`SOURCE_DATE_EPOCH must be seconds since 1970, got '${seconds}'; set it to the output of \`git log -1 --format=%ct\`, or unset it`);
  }
  return date;
}
