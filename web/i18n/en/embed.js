/** What an embedded lab says in somebody's page. */
export default {
  start: 'Start',
  starting: 'Loading…',
  changed: 'With other settings than the lesson’s.',
  fullPage: 'Open the full page',
  failed: 'The lab could not be loaded. Is there a network?',
  again: 'Try again',
  code: 'QR code of the link',
};
