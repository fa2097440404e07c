/** How long a server may be silent, seconds: the lab holds a message for up to five minutes. */
export const timeout = 330
