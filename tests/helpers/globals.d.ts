// What tests put into the global object of a page.

import type { Result } from 'axe-core';

declare global {
  /** axe-core's own, once its script has run */
  var axe: {
    run(
      context?: Document | { include: string[][]; exclude: string[][] },
      options?: { resultTypes?: string[]; iframes?: boolean },
    ): Promise<{ violations: Result[] }>;
  };
  /** What a page would have saved, by savedBy(). */
  var savedFiles: { name: string; blob: Blob }[] | undefined;
  /** Lets go what withhold() keeps. */
  var letGo: () => void;
  /** What stood in a document at each of its changes, where a test watches. */
  var seen: { top: number | null; pictures: number; networks: number; landscapes: number }[];
  /** What was copied, where a test watches. */
  var copied: string[];
  /** Whether the history refuses to be written. */
  var refuses: boolean;
  /** Gone after a reload. */
  var sameDocument: boolean;
  /** Two apps in one document: the link of the first, and the first. */
  var own: { hash: string; writes: string[] };
  var one: { destroy(): void };
  /** What a host page has heard, and of which of its frames. */
  var heard: { frame: number; data: unknown }[];
  /** A deck's. */
  var Reveal: { getIndices(): { h: number }; slide(index: number): void };
  /** When an embedded lab has said that it is ready. */
  var isReady: Promise<unknown>;
  /** What has been said to service workers, each in which state, and which timers say it. */
  var speech: { said: unknown[][]; speakers: Set<unknown> };
  /** Workers that live, and what pings them. */
  var alive: Set<Worker>;
  var ping: () => Promise<void>;
}
