/** The package's version, for records of runs; package.json has it for everybody else. */
export const VERSION = '0.1.0';
