import { clauseLine } from '@oauth-lab/kit/pages/clause.ts'
import { messageLink } from '@oauth-lab/kit/pages/console-link.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content, Html } from '@oauth-lab/kit/pages/html.ts'
import { jsonText } from '@oauth-lab/kit/pages/json.ts'
import { roleMark, stateMark, tally } from '@oauth-lab/kit/pages/marks.ts'
import { codeBlock, foldedChecks } from '@oauth-lab/kit/pages/parts.ts'
import { prose } from '@oauth-lab/kit/pages/text.ts'
import type { Finding } from '../tokens/finding.ts'
import type { Asked, Refusal } from '../words/answers.ts'

/** What came back: status, time in milliseconds, body and challenge. */
export interface AnswerShown {
  method: string
  status: number
  ms: number
  body: string
  /** The `WWW-Authenticate` header (RFC 9110 §11.6.1). */
  challenge: string | undefined
}

/** What a peer answered, as a page shows it. */
export interface AnswerView extends Asked {
  /** The end of the address, for people. */
  path: string
  /** Absent when nothing came back. */
  exchange: AnswerShown | undefined
  /** Where the message stands in its flow. */
  inFlow?: string | undefined
  /** Whether the body stands open: it is what the visitor came for. */
  open?: boolean
  findings: readonly Finding[]
  /** What went wrong, in words, with its clause. */
  refusal: Refusal | undefined
}

/** What a peer answered: first whether that is good, then the answer itself. */
export function answerCard(answer: AnswerView): Html {
  const { id, title, note, from, exchange, findings, refusal } = answer
  return markup`<section class="card" id="${id}" aria-labelledby="${id}-title">
  <h2 id="${id}-title">${roleMark(from, 's')} ${title}</h2>
  <p class="note">${prose(note)}</p>
  ${refusal && refusalAlert(refusal)}
  ${findings.length > 0 && foldedChecks(findings)}
  ${exchange && exchangeBlock(answer, exchange)}
</section>`
}

function refusalAlert({ heading, text, clause }: Refusal): Html {
  return markup`<div class="alert fail">
    ${stateMark('fail')}
    <h3>${heading}</h3>
    <p>${prose(text)}</p>
    ${clause && clauseLine(clause)}
  </div>`
}

function exchangeBlock({ title, path, inFlow, open = false }: AnswerView, exchange: AnswerShown) {
  const { method, status, ms, challenge } = exchange
  const body = jsonText(exchange.body)
  const lines = body.source.split('\n').length
  const link = inFlow !== undefined && messageLink(inFlow, `${title}:`)
  return markup`${codeBlock({
    header: markup`${statusTally(status)} ${method} …${path}, ${ms} ms ${link}`,
    what: `the answer of ${title}`,
    body,
    folded: open ? undefined : `The answer, ${lines} ${lines === 1 ? 'line' : 'lines'}`,
  })}${challenge !== undefined && challengeOf(challenge)}`
}

function challengeOf(challenge: string): Content {
  return markup`<details>
    <summary>WWW-Authenticate</summary>
    <p class="note"><code>${prose(challenge)}</code></p>
  </details>`
}

/** A status with its mark; without one nothing came back. */
export function statusTally(status: number | undefined): Html {
  const isGood = status !== undefined && status >= 200 && status < 400
  return tally(isGood ? 'pass' : 'fail', status === undefined ? 'no answer' : String(status))
}
