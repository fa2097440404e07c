import { clockLine, clockMark } from '@oauth-lab/kit/pages/clock-line.ts'
import type { ShownClock } from '@oauth-lab/kit/pages/clock-line.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content, Html } from '@oauth-lab/kit/pages/html.ts'
import { roleMark } from '@oauth-lab/kit/pages/marks.ts'
import type { Page } from '@oauth-lab/kit/pages/page.ts'
import { keyValues, route } from '@oauth-lab/kit/pages/parts.ts'
import { clauseLine } from '@oauth-lab/kit/pages/clause.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'

/** What every page of the authorization server is given. */
export interface Interaction {
  sandbox: Page['sandbox']
  clock: ShownClock
  /** What a person quotes in a report. */
  requestId: string
}

/** What a page with a form is given besides. */
export interface Form {
  /** Where the form is posted to. */
  action: string
  csrf: string
  /** Further hidden fields. */
  hidden?: Readonly<Record<string, string>> | undefined
}

/** The application that asks. Its name is its own claim and is shown as text. */
export interface AskingClient {
  id: string
  name: string
  /** Web pages that it names for people: about itself, its terms, its privacy policy. */
  about?: readonly { name: string; href: string }[]
  /** It can't keep a secret, and is drawn so. */
  public?: boolean | undefined
}

/** Parameters of the authorization request; the margin shows those that a person can make use of. */
export type ShownRequest = Readonly<Record<string, string | undefined>>

/** The frame of a sign-in page: no navigation, so that nothing leads astray. */
export function interactionPage(model: Interaction, title: string, wide = false): Page {
  const { clock } = model
  const unusual = clockMark(clock.setting) !== undefined && clockLine(clock)
  return {
    title: `${title} · Authorization server`,
    sandbox: model.sandbox,
    role: 'authserver',
    path: '/authserver',
    main: wide ? 'desk wide' : 'desk',
    foot: {
      left: markup`A lab: its passwords are public. Use none of your own. ${unusual}`,
      right: markup`Request <code class="id">${model.requestId}</code>`,
    },
  }
}

/** The words of the application that asks, inside the authorization server's page. */
export function asks(client: AskingClient, text: Content): Html {
  const mark = roleMark(client.public ? 'client-public' : 'client')
  return markup`<p class="asks client">${mark}<span><strong>${client.name}</strong> ${text}</span></p>`
}

/** The hidden fields of a form. */
export function hiddenFields({ csrf, hidden = {} }: Form): Html {
  const fields = Object.entries({ ...hidden, csrf })
  return markup`${fields.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}`
}

/** A request that did not come through the browser: its answer reaches the client on a way of its own. */
export interface DirectRequest {
  note: string
  clause: string
}

/** The button that ends the request with `access_denied` (RFC 6749 §4.1.2.1). */
export function cancelButton(client: AskingClient | null, direct?: DirectRequest): Html {
  const goes = direct ? 'refuse' : 'go back to'
  const where = client === null ? '' : ` and ${goes} ${client.name}`
  return markup`<button class="button plain wide-button" name="cancel" value="true" formnovalidate>Cancel${where}</button>`
}

const shown = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'resource',
  'prompt',
  'max_age',
  'acr_values',
  'code_challenge_method',
  'user_code',
  'binding_message',
]

/**
 * The margin of a sign-in page: the request that led here.
 * @param direct what it was, where it did not come through the browser
 */
export function requestMargin(request: ShownRequest, clause: string, direct?: DirectRequest): Html {
  const rows = shown
    .filter((name) => request[name] !== undefined)
    .map((name) => ({ name, value: address(request[name]!) }))
  const path = direct
    ? route({
        from: 'client',
        to: 'authserver',
        channel: 'back',
        kind: 'ask',
        note: direct.note,
      })
    : route({
        from: 'browser',
        to: 'authserver',
        channel: 'front',
        kind: 'ask',
        note: 'Authorization request',
      })
  return markup`<aside class="margin stack" aria-label="The request behind this page">
    <h2>The request behind this page</h2>
    ${path}
    ${keyValues(rows)}
    ${clauseLine(clause)}
  </aside>`
}
