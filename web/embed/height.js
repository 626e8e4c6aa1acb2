/**
 * Tells the page around an embed how high it is, in every dialect in use: LTI's frameResize (Canvas, Sakai, Moodle), a
 * plain `{ height }` (Observable), and the handshake of H5P's resizer. Who does not know one leaves it alone.
 */

/**
 * @param {Element} content whose height it is
 * @param {(message: unknown) => void} post to the page around
 */
export function createHeight(content, post) {
  let height = 0;
  /** Whether the page around has H5P's resizer. */
  let resizer = false;

  function tell() {
    post(JSON.stringify({ subject: 'lti.frameResize', height }));
    post({ height });
    if (resizer) post({ context: 'h5p', action: 'prepareResize', scrollHeight: height, clientHeight: innerHeight });
  }

  const observer = new ResizeObserver(() => {
    const next = Math.ceil(content.getBoundingClientRect().height);
    if (next === height || next === 0) return;
    height = next;
    tell();
  });
  observer.observe(content);
  post({ context: 'h5p', action: 'hello' });

  return {
    get height() {
      return height;
    },
    /** What H5P's resizer answers. @param {unknown} action of its message */
    answer(action) {
      if (action === 'hello') {
        resizer = true;
        if (height > 0) tell();
      } else if (action === 'resizePrepared') post({ context: 'h5p', action: 'resize', scrollHeight: height });
    },
    end: () => observer.disconnect(),
  };
}
