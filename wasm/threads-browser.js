// threads-browser.js: "#threads" for bundlers that build for browsers, which have workers of their own.

export const Worker = undefined;
export const parentPort = undefined;
export const coreCount = () => 1;
