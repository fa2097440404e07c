import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { askResource } from '../application/answers.ts'
import { count, timeLeft } from '../application/page.ts'
import type { Render } from '../application/render.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { browserOf, derive, requireOwnForm } from '../sign-in/browser.ts'
import type { MachineTokens } from '../store/machine-tokens.ts'
import { viewAccessToken } from '../tokens/token-view.ts'
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
      const { row, cached } = await machineToken(request)
      const server = await connect(request)
      const token = row.access_token
      const [access, answer] = await Promise.all([
        viewAccessToken(request, {
          server,
          keys,
          token,
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
          csrf: derive('csrf', browser),
          cached,
          left: timeLeft(row, request.sandbox.clock.now()),
          counts: count(access.findings),
          allowed: 'Scope',
          scope: row.scope,
          tokens: [access],
          answers: [answer],
          resources: [answer],
        },
      })
    },

    act: async (request: FastifyRequest, reply: FastifyReply) => {
      const form = requireOwnForm(request)
      const { sandbox } = request
      if (parameter(form, 'do') === 'forget') await machineTokens.forget(sandbox.id)
      return reply.redirect(`${sandbox.base}/client/application/machine`, 303)
    },
  }
}
