/** The request line and each header, all of them together in the gateway. Bytes. */
export const headerLimit = 32 * 1024

/** A response's status line and headers. Bytes. */
export const answerHeaderLimit = 64 * 1024

/** What the lab's roles read of a body; an external program decides by itself. Bytes. */
export const bodyLimit = 256 * 1024

/** How long the web server waits, seconds. */
export interface Timeout {
  /** For a request's whole head. */
  head: number
  /** For a role that is silent, before it answers 504. */
  lab: number
  /** An external program may stand at a breakpoint. */
  external: number
}

/** An intervention holds a message for up to five minutes, and a page may wait for several messages. */
export const timeout: Timeout = { head: 15, lab: 1800, external: 1800 }

/** How long a connection is kept between two requests, seconds. */
export const idleTimeout = 65
