import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { stateMark } from '@oauth-lab/kit/pages/marks.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import type { ShownCheck } from '@oauth-lab/kit/pages/parts.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import type { Stage } from '@oauth-lab/kit/pages/scale.ts'
import { address, utc } from '@oauth-lab/kit/pages/text.ts'
import type { Answer } from '../../authorization/response-modes/response-modes.ts'
import { markDifference, nearestFirst } from './difference.ts'
import type { Marked } from './difference.ts'
import { interactionPage } from './frame.ts'
import type { AskingClient, Interaction } from './frame.ts'

export interface ErrorModel extends Interaction {
  /** What is wrong, in one sentence without a full stop. */
  title: string
  /** What happened and what did not. */
  text: string
  /** What was asked for, against everything that is registered. */
  compare?: { asked: string | undefined; registered: readonly string[] } | undefined
  /** The application's answer, which the browser brings there when the person says so. */
  wayOn?: { client: AskingClient; answer: Answer } | undefined
  /** Where the sign-in goes on by another way. */
  otherwise?: string | undefined
  /** The account page, where something was wanted there. */
  account?: string | undefined
  /** What to do; `backticks` set wire names. */
  steps: readonly string[]
  checks: readonly ShownCheck[]
  /** The OAuth error code. */
  error: string
  /** Milliseconds on the sandbox's clock. */
  time: number
  /** The clause that says why it is shown here and not sent back. */
  clause: string
  /** Where the flow stopped; null for pages outside of a flow. */
  stage?: Stage | null | undefined
}

/** The page for an error that must not be sent to a redirect URI (RFC 6749 §4.1.2.1). */
export function errorPage(pages: Pages, model: ErrorModel): string {
  const { stage = 'Ask', compare, time, wayOn } = model
  return pages.render('error', {
    ...model,
    page: interactionPage(model, 'Request refused', true),
    scale: stage && scale(stage, { stopped: true }),
    compare: compare && compareList(compare.asked, compare.registered),
    when: utc(time),
    wayOn: wayOn && wayOnOf(wayOn),
  })
}

/** Where the answer goes, and what carries it there. */
function wayOnOf({ client, answer }: NonNullable<ErrorModel['wayOn']>) {
  const target = answer.kind === 'form' ? answer.redirectUri : answer.location
  return {
    name: client.name,
    target: address(target.split(/[?#]/, 1)[0]!),
    href: answer.kind === 'redirect' ? answer.location : undefined,
    action: answer.kind === 'form' ? answer.redirectUri : undefined,
    fields: answer.kind === 'form' ? Object.entries(answer.parameters) : [],
  }
}

/** What was asked for above what is registered, the most similar first, with the difference marked. */
function compareList(asked: string | undefined, registered: readonly string[]): Html {
  const [nearest, ...others] = nearestFirst(asked ?? '', registered)
  const marks =
    asked !== undefined && nearest !== undefined ? markDifference(asked, nearest) : undefined
  const found = [marks ? marked(marks[0]) : address(asked ?? 'nothing')]
  const known = [marks ? marked(marks[1]) : address(nearest ?? 'nothing'), ...others.map(address)]
  return markup`<dl class="compare">${row('fail', 'Asked for', found)}${row('pass', 'Registered', known)}</dl>`
}

function row(state: 'fail' | 'pass', name: string, values: readonly Html[]): Html {
  const items = values.map((value) => markup`<dd>${value}</dd>`)
  return markup`<div class="${state}"><dt>${stateMark(state)}${name}</dt>${items}</div>`
}

function marked([before, differs, after]: Marked): Html {
  return markup`${address(before)}<mark>${address(differs)}</mark>${address(after)}`
}
