import type { StoredToken, TokenFilter } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import { defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'

const states = ['live', 'expired', 'revoked'] as const

/** `./lab tokens`: the access tokens that the authorization server has stored; `--revoke` ends those that fit. */
export const command = defineCommand({
  flags: {
    user: { value: 'USER', description: 'of this user, by name or subject' },
    client: { value: 'ID', description: 'of this client_id' },
    scope: { value: 'SCOPE', description: 'that hold this scope' },
    search: { value: 'TEXT', description: 'with this part in user, client, grant or scope' },
    state: {
      value: 'STATE',
      description: `${states.join(', ')}; live ones unless told`,
      read: readState,
    },
    revoke: { description: 'revoke the live ones that fit' },
    json: { description: 'print them as JSON' },
    sandbox,
    data,
  },
  async run({ flags: { revoke, json, state = 'live', sandbox: id, data: folder, ...filter } }) {
    if (revoke && (state !== 'live' || Object.keys(filter).length === 0)) {
      throw new UsageError(
        ['--revoke ends live tokens: say which by --user, --client, --scope or --search'],
        'tokens',
      )
    }
    const control = (await requireLab(folder)).control(id)
    await requireOwnServer(control, 'its own server lists its tokens')
    if (revoke) {
      const { revoked } = await control.tokens.revokeAll(filter)
      process.stdout.write(`revoked ${revoked}\n`)
      return
    }
    const page = await control.tokens.list({ ...filter, state, size: 500 })
    if (json) process.stdout.write(`${JSON.stringify(page, null, 2)}\n`)
    else process.stdout.write(describe(page.items, page.total, state))
  },
})

function readState(text: string): NonNullable<TokenFilter['state']> {
  const state = states.find((one) => one === text)
  if (state === undefined) throw new Error(`is ${states.join(', ')}, not ${text}`)
  return state
}

function describe(items: readonly StoredToken[], total: number, state: string): string {
  if (items.length === 0) return `no ${state} access token\n`
  const heads = [
    'user',
    'client',
    'scope',
    'issued',
    state === 'revoked' ? 'revoked' : 'ends',
    'introspected',
    'id',
  ]
  const rows = items.map((token) => {
    const { user, client, clientName, scope, issuedAt, expiresAt, revokedAt, id } = token
    return [
      user ?? '–',
      clientName === null ? client : `${clientName} (${client})`,
      scope,
      clockTime(issuedAt),
      clockTime(revokedAt ?? expiresAt),
      introspection(token),
      id,
    ]
  })
  const [head, ...lines] = alignRows([heads, ...rows])
  const more =
    total > items.length
      ? [
          style.faint(
            `and ${total - items.length} more: narrow it by --user, --client, --scope or --search`,
          ),
        ]
      : []
  return [style.strong(head!), ...lines, ...more, ''].join('\n')
}

/** When and by whom a token was introspected last. */
function introspection({ introspectedAt, introspectedBy, introspectedByName }: StoredToken) {
  if (introspectedAt === null) return '–'
  return `${clockTime(introspectedAt)} by ${introspectedByName ?? introspectedBy}`
}

/** To the second. */
function clockTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
