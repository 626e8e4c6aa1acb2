/**
 * The few words in which the views build the page: no template language, no inline style (the page's policy forbids
 * it), so `style` goes through the CSSOM.
 */

/**
 * @typedef {Node | string | number | boolean | null | undefined | readonly unknown[]} Child what a list holds is children
 * @typedef {Record<string, any>} Props as each name wants it
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with its properties, listeners and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props] `class`, `style` (an object), `dataset`, `on` (an object of listeners),
 *   `ref` (called with the element); a name with a hyphen, `role`, `for` and `list` are attributes, all else
 *   properties; null, undefined and false leave an attribute out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  append(element, children);
  return element;
}

/**
 * An SVG element; every prop but `style`, `on` and `ref` is an attribute.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, props, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(props ?? {}))
    if (['style', 'on', 'ref'].includes(name)) setProp(element, name, value);
    else if (value != null && value !== false) element.setAttribute(name, String(value));
  append(element, children);
  return element;
}

/** @param {HTMLElement | SVGElement} element @param {string} name @param {Props[string]} value */
function setProp(element, name, value) {
  if (name === 'style') Object.entries(value ?? {}).forEach(([key, v]) => setStyle(element, key, v));
  else if (name === 'dataset') Object.assign(element.dataset, value);
  else if (name === 'on') Object.entries(value).forEach(([type, listener]) => on(element, type, listener));
  else if (name === 'ref') value(element);
  else if (name === 'class') element.setAttribute('class', value ?? '');
  else if (name.includes('-') || !(name in element) || ['role', 'list', 'form', 'popover'].includes(name)) {
    if (value != null && value !== false)
      element.setAttribute(name === 'htmlFor' ? 'for' : name, value === true ? '' : String(value));
  } else if (value !== undefined) Object.assign(element, { [name]: value });
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {string} key
 * @param {unknown} value a custom property or a camel-case name
 */
function setStyle(element, key, value) {
  if (key.startsWith('--')) element.style.setProperty(key, value == null ? '' : String(value));
  else Object.assign(element.style, { [key]: value ?? '' });
}

/** @param {Node} parent @param {...Child} children */
function append(parent, ...children) {
  for (const child of /** @type {unknown[]} */ (children).flat(Infinity))
    if (child != null && child !== false && child !== true)
      parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
}

/**
 * Takes all children out and puts others in.
 * @template {Node} T
 * @param {T} element
 * @param {...Child} children
 * @returns {T}
 */
export function clear(element, ...children) {
  while (element.firstChild) element.removeChild(element.firstChild);
  append(element, children);
  return element;
}

/**
 * Listens, and gives back what stops it.
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: any) => void} listener
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void}
 */
export function on(target, type, listener, options) {
  target.addEventListener(type, listener, options);
  return () => target.removeEventListener(type, listener, options);
}

/**
 * Writes text only when it differs: an equal text must not wake a screen reader.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
/**
 * Calls once the element is about to be seen.
 * @param {Element} element
 * @param {() => void} then
 * @returns {() => void} gives it up
 */
export function whenSeen(element, then) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '200px' },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
