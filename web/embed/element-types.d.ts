// The messages of an embed as events of its element, and the element by its name: what JSDoc cannot say. docs/embedding.md has their meaning.

import type { Spec } from '../../wasm/spec.d.ts';
import type { EpochRecord } from '../../wasm/engine/run.js';
import type { DescensoLab } from './element.js';

export type LabStatus = 'cover' | 'starting' | 'failed' | 'idle' | 'running' | 'paused' | 'over';

/** `share`: how much of it is done, 0 to 1; null where nothing says. */
export type LabState = { status: LabStatus; link: string; share: number | null };

/** What a race came to, or the regularization or the depth lab: a run of each contestant and seed. */
export type LabRun = {
  entrant: string;
  seed: number;
  status: string;
  spec: Spec;
  test: { loss: number; accuracy: number } | null;
  weightsHash: string | null;
  last: EpochRecord | null;
  [more: string]: unknown;
};

/** `runs` where it is of runs; of what trains no race, the settings and what was found, in words. */
export type LabRecord = { runs?: LabRun[]; [more: string]: unknown };

type Message<Type extends string, Fields> = { descenso: 1; type: Type } & Fields;

/** The element's own events, by their names. */
export type LabEvents = {
  ready: CustomEvent<Message<'ready', { link: string }>>;
  state: CustomEvent<Message<'state', LabState>>;
  progress: CustomEvent<Message<'progress', { share: number }>>;
  end: CustomEvent<Message<'end', { link: string; record: LabRecord }>>;
  refused: CustomEvent<Message<'refused', { reason: string }>>;
};

/** An element with these events. */
export interface LabElement extends HTMLElement {
  addEventListener<K extends keyof LabEvents>(
    type: K,
    listener: (this: DescensoLab, event: LabEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends Exclude<keyof HTMLElementEventMap, keyof LabEvents>>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof LabEvents>(
    type: K,
    listener: (this: DescensoLab, event: LabEvents[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends Exclude<keyof HTMLElementEventMap, keyof LabEvents>>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

export type LabElementType = { new (): LabElement; prototype: LabElement };

declare global {
  interface HTMLElementTagNameMap {
    'descenso-lab': DescensoLab;
  }
}
