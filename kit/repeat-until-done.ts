import type { FastifyInstance } from 'fastify'

/** The longest wait between two attempts, milliseconds. */
const longestPause = 2000

/**
 * Returns what begins a role's work with its peers. Services start in any order, so an attempt that
 * fails is repeated until one succeeds or the role closes; each new reason is logged once.
 * @param what the work, in words, for the log
 */
export function repeatUntilDone(
  app: FastifyInstance,
  what: string,
  work: () => Promise<void>,
): () => void {
  let pause = 50
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let told = ''

  const attempt = async () => {
    try {
      await work()
    } catch (error) {
      const { message } = error as Error
      if (message !== told) app.log.warn({ waitsFor: what, reason: message })
      told = message
      pause = Math.min(pause * 1.5, longestPause)
      if (!closed) timer = setTimeout(begin, pause)
    }
  }
  const begin = () => void attempt()

  app.addHook('onClose', () => {
    closed = true
    clearTimeout(timer)
  })
  return begin
}
