import { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Exchange } from '../exchange.ts'
import { showUpstreamRefusal } from '../http/render-page.ts'
import type { WayBack } from '../http/render-page.ts'

/** Does it, or shows why it was refused: nothing is lost, and the page leads on. */
export async function orShowRefusal(
  exchange: Exchange,
  back: WayBack,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return showUpstreamRefusal(exchange, error, back)
    throw error
  }
}
