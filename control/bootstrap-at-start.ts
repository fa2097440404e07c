import type { RoleApp } from '@oauth-lab/kit/http/app.ts'

/** The longest wait between two attempts, milliseconds. */
const longestPause = 2000

/**
 * Returns what bootstraps the default sandbox when control runs as a process of its own. The services
 * start in any order, so an attempt that fails is repeated; `GET /control/readyz` tells when it is done.
 */
export function repeatUntilDone(app: RoleApp, bootstrap: () => Promise<void>): () => void {
  let pause = 50
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let told = ''

  const attempt = async () => {
    try {
      await bootstrap()
    } catch (error) {
      const { message } = error as Error
      if (message !== told) app.log.warn({ waitingToBootstrap: message })
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
