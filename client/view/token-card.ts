import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content, Html } from '@oauth-lab/kit/pages/html.ts'
import { messageLink } from '@oauth-lab/kit/pages/console-link.ts'
import { rawToken } from '@oauth-lab/kit/pages/json.ts'
import { codeBlock, foldedChecks, foldedKeyValues, route } from '@oauth-lab/kit/pages/parts.ts'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import type { Decoded } from '../tokens/decode.ts'
import type { Finding } from '../tokens/finding.ts'
import { claimRows } from '../words/claims.ts'
import type { ClaimRow } from '../words/claims.ts'
import type { TokenWords } from '../words/tokens.ts'

/** A token as a page shows it. */
export interface TokenView extends TokenWords {
  raw: string
  decoded: Decoded
  findings: readonly Finding[]
  /** Where the message that brought it stands in its flow. */
  inFlow: string | undefined
}

/**
 * A token: its claims that are read first, or as it is on the wire, beside what this page checked.
 * @param isRaw whether it is shown as on the wire at first
 */
export function tokenCard(
  token: TokenView,
  client: 'client' | 'client-public',
  isRaw = false,
): Html {
  const { id, title, note, inFlow, decoded, findings } = token
  const from = route({
    from: 'authserver',
    to: client,
    channel: 'back',
    kind: 'answer',
    names: { to: 'Client' },
    ...(inFlow !== undefined && { note: messageLink(inFlow, `${title}:`) }),
  })
  return markup`<section class="card token" id="${id}" aria-labelledby="${id}-title">
  <header>
    <div>
      <h2 id="${id}-title">${title}</h2>
      <p class="note">${note}</p>
      ${from}
    </div>
    ${!decoded.opaque && choice(token, isRaw)}
  </header>
  <div class="split">
    ${contentOf(token)}
    <div>
      <h3>Verified by this page</h3>
      ${foldedChecks(findings)}
    </div>
  </div>
</section>`
}

function choice({ id, title }: TokenView, isRaw: boolean): Html {
  const option = (value: string, text: string, isChecked: boolean) =>
    markup`<label><input type="radio" name="${id}" value="${value}"${isChecked && markup` checked`}>${text}</label>`
  return markup`<fieldset class="choice">
      <legend class="hidden">Show the ${title}</legend>
      ${option('decoded', 'Decoded', !isRaw)}
      ${option('raw', 'Raw', isRaw)}
    </fieldset>`
}

function contentOf({ raw, title, decoded, about }: TokenView): Content {
  const body = rawToken(raw)
  if (decoded.opaque) {
    return markup`<div>${codeBlock({ header: `${raw.length} characters`, what: title, body })}</div>`
  }
  const { first, others } = claimRows(decoded, about)
  const claims = others.length - 1
  const more = `${claims} more ${claims === 1 ? 'claim' : 'claims'}, and the header`
  const header = `${raw.length} characters: header, payload, signature`
  return markup`<div class="decoded">${foldedKeyValues(first.map(shown), others.map(shown), more)}</div>
    ${codeBlock({ header, what: title, body, kind: 'raw' })}`
}

/** Addresses in a claim may break. */
function shown(row: ClaimRow): KeyValue {
  return row.value.includes('://') ? { ...row, value: address(row.value) } : row
}
