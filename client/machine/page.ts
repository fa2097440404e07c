import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import { machineStages, scale } from '@oauth-lab/kit/pages/scale.ts'
import { askResource } from '../application/answers.ts'
import { count, saidIn, timeLeft } from '../application/page.ts'
import type { Render } from '../application/render.ts'
import { keepSaid, takeSaid } from '../application/said.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { browserOf, derive, requireOwnForm } from '../sign-in/browser.ts'
import type { MachineTokens } from '../store/machine-tokens.ts'
import { viewAccessToken } from '../tokens/token-view.ts'
import { heldRows, holders } from '../words/holders.ts'
import type { MachineToken } from './machine-token.ts'

/** The client as a machine: its own token, from where it came, and a call with it. */
export function createMachinePage(options: {
  render: Render
  connect: Connect
  keys: Keys
  machineToken: (request: FastifyRequest) => Promise<MachineToken>
  machineTokens: MachineTokens
}) {
  const { render, connect, keys, machineToken, machineTokens } = options

  return {
    show: async (request: FastifyRequest, reply: FastifyReply) => {
      const browser = browserOf(request, reply)
      const said = saidIn(request, takeSaid(request, reply))
      const { row, cached } = await machineToken(request)
      const server = await connect(request)
      const token = row.access_token
      const [access, answer] = await Promise.all([
        viewAccessToken(request, {
          server,
          keys,
          token,
          recorded: row.exchange,
          about: 'this application itself: nobody signed in',
          note: 'The key of this application itself, got with its own secret. No person is behind it.',
        }),
        askResource(server, request.sandbox, token, 'resource'),
      ])
      return render(request, reply, {
        template: 'machine',
        title: 'Machine',
        navigation: 'machine',
        model: {
          ...holders.machine,
          said: markup`${said} ${cached ? 'The token came from the cache.' : 'The token was fetched for this call, and is now in the cache.'}`,
          scale: scale('Use', { of: machineStages, stopped: answer.refusal !== undefined }),
          csrf: derive('csrf', browser),
          left: timeLeft(row, request.sandbox.clock.now()),
          counts: count(access.findings),
          allowed: 'Scope',
          scope: row.scope,
          tokens: [access],
          answers: [answer],
          resources: [answer],
          held: {
            ...holders.machine,
            rows: heldRows({
              accessToken: token,
              refreshToken: false,
              clientId: server.credentials.clientId,
              clientSecret: true,
            }),
          },
        },
      })
    },

    act: async (request: FastifyRequest, reply: FastifyReply) => {
      const form = requireOwnForm(request)
      const { sandbox } = request
      const wanted = parameter(form, 'do')
      if (wanted === 'forget') await machineTokens.forget(sandbox.id)
      keepSaid(request, reply, wanted === 'forget' ? 'forgot' : 'called-machine')
      return reply.redirect(`${sandbox.base}/client/application/machine`, 303)
    },
  }
}
