import { meaning } from '../token.ts'
import type { Decoded } from '../token.ts'
import type { Check } from '../verify.ts'
import { answerArrow, h, shape } from './element.ts'
import { checkList, copyButton, keyValue } from './parts.ts'

export type TokenView = {
  kind: 'access' | 'id'
  token: string
  /** Null for an opaque token. */
  decoded: Decoded | null
  checks: Check[]
  /** The name of the signed-in person. */
  who: string
  /** Whether the raw token is chosen at first. */
  raw: boolean
}

const titles = {
  access: {
    id: 'access-token',
    title: 'Access token',
    note: 'A key to the resource server. A client need not look inside; this one does, so that you can.',
  },
  id: {
    id: 'id-token',
    title: 'ID token',
    note: 'Tells this application who signed in, when and for whom. Not a key to anything.',
  },
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const order = [
  'iss',
  'aud',
  'sub',
  'client_id',
  'scope',
  'name',
  'nonce',
  'auth_time',
  'at_hash',
  'iat',
  'exp',
  'jti',
]

const inOrder = (claims: Record<string, unknown>): [string, unknown][] => [
  ...order.filter((name) => name in claims).map((name): [string, unknown] => [name, claims[name]]),
  ...Object.entries(claims).filter(([name]) => !order.includes(name)),
]

const claimList = ({ kind, decoded, who }: TokenView): HTMLElement => {
  if (!decoded) {
    return h(
      'p',
      {},
      'This token is opaque: it means something to the authorization server only, which tells resource servers by introspection.',
    )
  }
  const header = Object.entries(decoded.header)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ')
  return h(
    'dl',
    { class: 'kv' },
    inOrder(decoded.claims).map(([claim, value]) =>
      keyValue(claim, shown(value), meaning(kind, claim, value, who)),
    ),
    keyValue('header', header),
  )
}

const part = (name: string, text = '') => h('span', { class: name }, text)

const dot = () => h('b', {}, '.')

const rawToken = (token: string): HTMLElement => {
  const [head, body, sign] = token.split('.')
  if (!body || !sign) return h('pre', {}, token)
  return h('pre', {}, part('head', head), dot(), part('body', body), dot(), part('sign', sign))
}

const choice = (id: string, title: string, raw: boolean): HTMLElement => {
  const option = (value: string, text: string, checked: boolean) =>
    h('label', {}, h('input', { type: 'radio', name: id, value, checked }), text)
  return h(
    'fieldset',
    { class: 'choice' },
    h('legend', { class: 'hidden' }, `Show the ${title}`),
    option('decoded', 'Decoded', !raw),
    option('raw', 'Raw', raw),
  )
}

/** A token's card: claims and what this page checked, or the raw token; the choice works by style alone. */
export const tokenCard = (view: TokenView): HTMLElement => {
  const { id, title, note } = titles[view.kind]
  const form = view.decoded ? ': header, payload, signature' : ', opaque'
  return h(
    'section',
    { class: 'card token', id, 'aria-labelledby': `${id}-title` },
    h(
      'header',
      {},
      h(
        'div',
        {},
        h('h2', { id: `${id}-title` }, title),
        h('p', { class: 'note' }, note),
        h(
          'p',
          { class: 'route' },
          shape('authserver'),
          'Authorization server',
          answerArrow('authserver'),
          shape('client-public'),
          'Client',
        ),
      ),
      choice(id, title, view.raw),
    ),
    h(
      'div',
      { class: 'split' },
      h('div', { class: 'decoded' }, claimList(view)),
      h(
        'div',
        { class: 'raw code-block' },
        h('header', {}, `${view.token.length} characters${form} `, copyButton(view.token, title)),
        rawToken(view.token),
      ),
      view.checks.length > 0 &&
        h('div', {}, h('h3', {}, 'Verified by this page'), checkList(view.checks)),
    ),
  )
}

/** Whether the raw form of a token is chosen on the page now. */
export const rawChosen = (kind: 'access' | 'id'): boolean =>
  document.querySelector<HTMLInputElement>(`#${titles[kind].id} [value='raw']`)?.checked ?? false
