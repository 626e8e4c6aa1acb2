/**
 * Whether all is looked at: every page in both browsers, and lessons whose networks train for minutes. So it is where it is asked
 * for; `npm test` by itself looks at what hangs on a page and on no browser in one of the two.
 */
export const WHOLE = process.env.DESCENSO_WHOLE === '1';
