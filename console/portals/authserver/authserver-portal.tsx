import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { Portal } from '../../frame/portal.tsx'
import type { Section } from '../../frame/portal.tsx'

/** The portal of the authorization server. */
export function Component() {
  const { data: counts } = useQuery({
    queryKey: ['authserver', 'counts'],
    queryFn: readCounts,
    refetchInterval: 30_000,
  })
  const section = (path: string, name: string): Section => ({ path, name, count: counts?.[path] })
  const groups = [
    [
      section('server', 'Server'),
      section('customization', 'Customization'),
      section('transfer', 'Export and import'),
    ],
    [section('clients', 'Clients'), section('users', 'Users'), section('mails', 'Outbox')],
    [
      section('tokens', 'Tokens'),
      section('keys', 'Keys'),
      section('sessions', 'Sessions'),
      section('consents', 'Consents'),
    ],
    [section('audit-log', 'Audit log')],
  ]
  return <Portal role="authserver" path="/authserver" groups={groups} />
}

/** How many of each there are; a page of one row tells. */
async function readCounts(): Promise<Record<string, number>> {
  const one = { params: { query: { page: 1, size: 1 } } }
  const live = { params: { query: { page: 1, size: 1, state: 'live' as const } } }
  const api = '/authserver/admin/api'
  const [clients, users, mails, tokens, sessions, consents, keys] = await Promise.all([
    dataOf(authserver.GET(`${api}/clients`, one)),
    dataOf(authserver.GET(`${api}/users`, one)),
    dataOf(authserver.GET(`${api}/mails`, one)),
    dataOf(authserver.GET(`${api}/tokens`, live)),
    dataOf(authserver.GET(`${api}/browser-sessions`, live)),
    dataOf(authserver.GET(`${api}/consents`, one)),
    dataOf(authserver.GET(`${api}/signing-keys`)),
  ])
  return {
    clients: totalOf(clients),
    users: totalOf(users),
    mails: mails.total,
    tokens: tokens.total,
    sessions: sessions.total,
    consents: consents.total,
    keys: keys.length,
  }
}

/** A list that was asked for a page answers with one. */
function totalOf(answer: object): number {
  return 'total' in answer ? (answer.total as number) : 0
}
