/**
 * `<descenso-lab lab="race" preset="adam"></descenso-lab>`: a lab in somebody's page, as a frame that is loaded when it
 * comes near. One module, which needs no other:
 *
 *     <script type="module" src="https://…/embed/element.js"></script>
 *
 * Its attributes are the keys of an embed's link (`v="2"`: made since comparisons have three seeds; without it, one), and `settings` holds those that have no attribute: `settings="spec.epochs=3&seeds=2"`.
 * `hosts` are origins that it listens to beside this page's. Its methods and events are the messages: `train()`, `pause()`, `reset()`, `set(values)`, `state()`; `ready`, `state`, `progress`,
 * `end`, `refused`, with the message as `detail`. What is asked before the frame is ready is done when it is. On paper stand its picture, its link and a QR code, whether the frame has been
 * loaded or not: of one that has not, paper.js draws them. What stands inside is seen without scripts, and on such paper.
 */

/** Attributes that are keys of the link. */
const KEYS = ['lab', 'preset', 'lang', 'theme', 'v', 'hide', 'start'];
const OTHERS = ['hosts', 'settings', 'src', 'title'];
const EVENTS = ['ready', 'state', 'progress', 'end', 'refused'];

const STYLE = `
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; height: 26rem; border: 0; color-scheme: normal; }
  .paper { display: none; }
  @media print {
    iframe.there { min-height: 28rem; }
    iframe:not(.there) { display: none; }
    iframe:not(.there) + .paper { display: block; break-inside: avoid; }
  }
  .paper a { overflow-wrap: anywhere; }
  .drawn { max-width: 22rem; }
`;

/** Calls back while nobody waits. @param {() => void} work */
const whenIdle = (work) => ('requestIdleCallback' in window ? requestIdleCallback(work) : setTimeout(work, 200));

/** What this page's messages come from, which is not always what its address says: of a file, of a frame's own text, in a sandbox. */
const ownOrigin = () => globalThis.origin;

/** Why no order arrives where the origin is "null", which no list of hosts can name. */
const UNHEARD =
  'descenso-lab: this page has the origin "null" (it is a file, or in a sandbox without allow-same-origin): labs take no orders from it';

/** Whether a part of a link says whom the embed listens to. @param {string} part */
const isHosts = (part) => part.startsWith('hosts=');

/** The value of a part of a link, `hosts=…`. @param {string} part */
function valueOf(part) {
  const text = part.slice(part.indexOf('=') + 1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // the embed says what is wrong with it
  }
}

/** @param {string} address */
const documentOf = (address) => address.replace(/#.*/s, '');

/**
 * @typedef {import('./element-types.d.ts').LabState} LabState
 * @typedef {import('./element-types.d.ts').LabStatus} LabStatus
 * @typedef {import('./element-types.d.ts').LabEvents} LabEvents
 * @typedef {import('./element-types.d.ts').LabRecord} LabRecord
 * @typedef {import('./element-types.d.ts').LabRun} LabRun
 */

/** Pages are made on servers too, where there are no elements: there it can be imported, and does nothing. */
const Base = /** @type {import('./element-types.d.ts').LabElementType} */ (globalThis.HTMLElement ?? Object);

export class DescensoLab extends Base {
  static observedAttributes = [...KEYS, ...OTHERS];
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** What the frame was told to show last. */
  #shown = '';
  #isLoaded = false;
  /** What is printed before the frame has been loaded. */
  #paper = {
    title: document.createElement('slot'),
    link: document.createElement('a'),
    drawn: document.createElement('div'),
  };
  /** The link that has been drawn for paper, or is on its way. */
  #printed = '';
  /** @type {{ resolve: (state: LabState) => void, reject: (reason: Error) => void }[]} */
  #asked = [];
  #warned = false;
  /** What was said before there was anybody to hear it. @type {object[]} */
  #unsaid = [];

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    const frame = document.createElement('iframe');
    frame.loading = 'lazy';
    frame.allow = 'fullscreen; clipboard-write';
    frame.title = this.#title;
    this.#isLoaded = false;
    frame.addEventListener('load', () => (this.#isLoaded = true));
    const paper = document.createElement('div');
    paper.className = 'paper';
    const { title, link, drawn } = this.#paper;
    drawn.className = 'drawn';
    paper.append(title, document.createElement('br'), link, drawn);
    this.#frame = frame;
    this.#show();
    this.#word();
    this.shadowRoot?.replaceChildren(frame, paper);
    window.addEventListener('message', this.#hear);
    window.addEventListener('beforeprint', this.#print);
    // Before anybody prints, since printing does not wait; what is in view is there as a frame.
    if (document.readyState === 'complete') this.#prepare();
    else window.addEventListener('load', this.#prepare, { once: true });
  }

  disconnectedCallback() {
    window.removeEventListener('message', this.#hear);
    window.removeEventListener('beforeprint', this.#print);
    window.removeEventListener('load', this.#prepare);
    this.shadowRoot?.replaceChildren();
    this.#frame = null;
    // Who moves it puts it elsewhere at once; there it answers.
    queueMicrotask(() => {
      if (this.isConnected) return;
      for (const { reject } of this.#asked.splice(0))
        reject(new Error('the element was taken out before it told its state'));
    });
  }

  attributeChangedCallback() {
    if (!this.#frame) return;
    this.#frame.title = this.#title;
    if (this.#shown !== this.address) this.#show();
    this.#word();
    if (this.#printed) void this.#print();
  }

  /** The title, where nothing stands inside, and the link: on paper. */
  #word() {
    const { title, link } = this.#paper;
    title.textContent = this.#title;
    link.href = this.pageAddress;
    link.textContent = this.pageAddress;
  }

  #prepare = () =>
    whenIdle(() => {
      if (this.#frame && !this.#isLoaded && this.getBoundingClientRect().top > innerHeight) void this.#print();
    });

  /** Draws what paper shows of a frame that has not been loaded. */
  #print = async () => {
    const [preset, link] = [this.getAttribute('preset'), this.pageAddress];
    if (this.#frame?.classList.contains('there') || this.#printed === link) return;
    this.#printed = link;
    try {
      /** @type {typeof import('./paper.js')} */
      const { paper } = await import(/* @vite-ignore */ new URL('embed/paper.js', this.#base).href);
      if (this.#printed === link) this.#paper.drawn.replaceChildren(...paper(preset, link));
    } catch {
      // Another host's modules need its leave: the title and the link are there all the same.
      if (this.#printed === link) this.#printed = '';
    }
  };

  #show() {
    const [frame, address] = [/** @type {HTMLIFrameElement} */ (this.#frame), this.address];
    // Another document tells by itself when it hears.
    if (documentOf(address) !== documentOf(this.#shown)) frame.classList.remove('there');
    this.#shown = address;
    // The reader's way back leads out of the page around: no other link is a step of it.
    if (this.#isLoaded) frame.contentWindow?.location.replace(address);
    else frame.src = address;
  }

  /** The embed's, with the link that the attributes make. */
  get address() {
    const keys = this.#keys(KEYS);
    const hosts = this.#hosts;
    if (hosts) keys.push(`hosts=${encodeURIComponent(hosts)}`);
    return new URL(`embed.html#${keys.join('&')}`, this.#base).href;
  }

  /** This page's origin and those that the attributes name, as one key of a link has them. */
  get #hosts() {
    const own = ownOrigin();
    const said = [this.getAttribute('hosts') ?? '', ...this.#settings.filter(isHosts).map(valueOf)];
    const named = said.flatMap((list) => list.split(',')).map((one) => one.trim());
    return [...new Set([own === 'null' ? '' : own, ...named])].filter((one) => one !== '').join();
  }

  /** Parts of a link. */
  get #settings() {
    return (this.getAttribute('settings') ?? '').split('&').filter((part) => part !== '');
  }

  /** The same on the full page. */
  get pageAddress() {
    return new URL(`index.html#${this.#keys(['lab', 'preset', 'lang', 'theme', 'v']).join('&')}`, this.#base).href;
  }

  /** Where Descenso's pages are: beside this module, unless `src` says another folder. */
  get #base() {
    const beside = new URL('../', import.meta.url);
    const src = this.getAttribute('src');
    return src ? new URL(src.replace(/\/?$/, '/'), document.baseURI) : beside;
  }

  get #title() {
    return (
      this.getAttribute('title') ?? `Descenso: ${this.getAttribute('preset') ?? this.getAttribute('lab') ?? 'race'}`
    );
  }

  /** @param {string[]} names of attributes @returns {string[]} parts of a link */
  #keys(names) {
    const said = names.flatMap((name) => {
      const value = this.getAttribute(name);
      return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    return [...said, ...this.#settings.filter((part) => !isHosts(part))];
  }

  /** @param {MessageEvent} event */
  #hear = ({ data, source }) => {
    if (!this.#frame || source !== this.#frame.contentWindow || typeof data !== 'object' || data === null) return;
    if (data.descenso === undefined && Number.isFinite(data.height)) this.#frame.style.height = `${data.height}px`;
    if (data.descenso !== 1 || !EVENTS.includes(data.type)) return;
    if (data.type === 'ready') {
      this.#frame.classList.add('there');
      for (const message of this.#unsaid.splice(0)) this.#say(message);
    }
    if (data.type === 'state') for (const { resolve } of this.#asked.splice(0)) resolve(data);
    this.dispatchEvent(new CustomEvent(data.type, { detail: data }));
  };

  /** @param {object} message */
  #say(message) {
    if (!this.#frame) throw new Error('the element is in no document');
    if (ownOrigin() === 'null') {
      if (!this.#warned) console.warn(UNHEARD);
      this.#warned = true;
      return;
    }
    if (!this.#frame.classList.contains('there')) return void this.#unsaid.push(message);
    const { origin } = new URL(this.#shown);
    this.#frame.contentWindow?.postMessage({ descenso: 1, ...message }, origin);
  }

  /** Sets keys of the link, as `{ 'spec.epochs': 3 }`. @param {Record<string, string | number | boolean>} values */
  set(values) {
    this.#say({ type: 'set', values });
  }

  /** Starts it, or goes on. */
  train() {
    this.#say({ type: 'train' });
  }

  pause() {
    this.#say({ type: 'pause' });
  }

  /** Back to the lesson's settings; what has been trained is forgotten. */
  reset() {
    this.#say({ type: 'reset' });
  }

  /**
   * @returns {Promise<LabState>} fails where the element is in no document, or is taken out before there is an answer, and where
   *   the page's origin is "null": labs take no orders from there
   */
  state() {
    return new Promise((resolve, reject) => {
      this.#say({ type: 'state?' });
      if (ownOrigin() === 'null') throw new Error(UNHEARD);
      this.#asked.push({ resolve, reject });
    });
  }
}

if (globalThis.customElements && !customElements.get('descenso-lab'))
  customElements.define('descenso-lab', DescensoLab);
