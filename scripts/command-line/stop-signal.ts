/** Aborts at Ctrl-C and SIGTERM, and when the reader has gone, as in `./lab logs --follow | head`. */
export function stopSignal(): AbortController {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  // Not `once`: execa ends this process by the signal itself where nobody listens any more.
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.once('error', stop)
  return stopping
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
