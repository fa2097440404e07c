import { deepEqual, equal, match } from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Answer } from '../protocol/support/answer.ts'
import { introspect, tokenRequest } from '../protocol/support/code-flow.ts'
import { redirectUri, register, registerClient } from '../protocol/support/place.ts'
import { requireDocker, startComposeLab } from './support/compose-lab.ts'

const overlay = join(import.meta.dirname, 'support', 'small-volume.yml')
const lab = await startComposeLab({ overlays: [overlay] })
after(() => lab.stop())

const form = { grant_type: 'client_credentials', scope: 'my/scope' }
/** Room that the database has left in what it took already holds some more rows, not these. */
const enough = 20_000

test('while the data volume is full, what needs to be stored is refused clearly and nothing is half-stored; with room again it works', async () => {
  const container = lab.container('authserver')
  const started = await requireDocker(['inspect', '--format', '{{.State.StartedAt}}', container])
  const client = await registerClient(lab)
  const tokens: string[] = []
  const names: string[] = []

  await inAuthserver('cat /dev/zero > /lab/data/filler 2>/dev/null || true')
  const refusedToken = await untilRefused(async () => {
    const answer = await tokenRequest(lab, client, form)
    if (answer.status === 200) tokens.push(String(answer.body['access_token']))
    return answer
  })
  requireClear(refusedToken)
  let asked = 0
  const refusedClient = await untilRefused(async () => {
    const client_name = `application ${(asked += 1)}`
    const answer = await register(lab, { client_name, redirect_uris: [redirectUri] })
    if (answer.status === 201) names.push(client_name)
    return answer
  })
  requireClear(refusedClient)

  for (const token of tokens.slice(0, 20)) {
    equal((await introspect(lab, client, token))['active'], true, 'what is stored can be read')
  }
  await inAuthserver('rm /lab/data/filler')
  const next = await tokenRequest(lab, client, form)
  equal(next.status, 200, JSON.stringify(next.body))
  tokens.push(String(next.body['access_token']))

  for (const token of tokens) equal((await introspect(lab, client, token))['active'], true)
  const listed = (await lab.control.clients.list()).map(({ client_name }) => client_name ?? '')
  const own = listed.filter((name) => name.startsWith('application '))
  deepEqual(own.toSorted(), names.toSorted())
  equal(
    await requireDocker(['inspect', '--format', '{{.State.StartedAt}}', container]),
    started,
    'it was not restarted',
  )
})

function inAuthserver(command: string): Promise<string> {
  return requireDocker(['exec', lab.container('authserver'), 'sh', '-c', command])
}

async function untilRefused(ask: () => Promise<Answer>): Promise<Answer> {
  for (let n = 0; n < enough; n += 1) {
    const answer = await ask()
    if (answer.status >= 400) return answer
  }
  throw new Error(`${enough} requests were granted although the volume is full`)
}

/** A refusal of the server's, that says what is wrong. */
function requireClear({ status, body }: Answer): void {
  equal(status, 507, JSON.stringify(body))
  equal(body['error'], 'temporarily_unavailable')
  match(String(body['error_description']), /no room left/)
}
