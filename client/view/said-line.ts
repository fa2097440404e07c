import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content, Html } from '@oauth-lab/kit/pages/html.ts'
import { timeOfDay } from '@oauth-lab/kit/pages/text.ts'
import { saidOf } from '../words/deeds.ts'
import type { Deed } from '../words/deeds.ts'

/** What a button did, in a line that is announced. @param now milliseconds on the clock of the lab */
export function saidLine(deed: Deed | undefined, now: number, more?: Content): Html | undefined {
  if (deed === undefined && more === undefined) return undefined
  const said = deed && saidOf(deed, timeOfDay(now))
  return markup`<p class="said" role="status">${said && markup`<b>${said.did}</b> ${said.what} `}${more}</p>`
}
