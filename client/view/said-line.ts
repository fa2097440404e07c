import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content, Html } from '@oauth-lab/kit/pages/html.ts'
import { timeOfDay } from '@oauth-lab/kit/pages/text.ts'
import { saidOf } from '../words/deeds.ts'
import type { Deed } from '../words/deeds.ts'

/** What a button did, in a line that is announced. @param now milliseconds on the clock of the lab */
export function saidLine(deed: Deed | undefined, now: number, more?: Content): Html | undefined {
  if (deed === undefined && more === undefined) return undefined
  return markup`<p class="said" role="status">${deed && saidText(deed, now)}${more}</p>`
}

/** The words of that line. */
export function saidText(deed: Deed, now: number): Html {
  const { did, what } = saidOf(deed, timeOfDay(now))
  return markup`<b>${did}</b> ${what} `
}
