import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import { machineStages, scale } from '@oauth-lab/kit/pages/scale.ts'
import { askResource } from '../application/answers.ts'
import type { Render } from '../application/render.ts'
import { keepSaid, takeSaid } from '../application/said.ts'
import type { Choices, Chosen } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { browserOf, derive, requireOwnForm } from '../sign-in/browser.ts'
import type { MachineTokens } from '../store/machine-tokens.ts'
import { viewAccessToken } from '../tokens/token-view.ts'
import { answerCard } from '../view/answer-card.ts'
import { heldCard } from '../view/held-card.ts'
import { readouts, timeLeft } from '../view/readouts.ts'
import { saidLine } from '../view/said-line.ts'
import { tokenCard } from '../view/token-card.ts'
import { holders } from '../words/holders.ts'
import { machineToken as words } from '../words/tokens.ts'
import type { MachineToken } from './machine-token.ts'

const fromCache = 'The token came from the cache.'
const fetched = 'The token was fetched for this call, and is now in the cache.'

/** The client as a machine: its own token, from where it came, and a call with it. */
export function createMachinePage(options: {
  render: Render
  connect: Connect
  keys: Keys
  choices: Choices
  machineToken: (request: FastifyRequest, chosen: Chosen) => Promise<MachineToken>
  machineTokens: MachineTokens
}) {
  const { render, choices, connect, keys, machineToken, machineTokens } = options

  return {
    show: async (request: FastifyRequest, reply: FastifyReply) => {
      const browser = browserOf(request, reply)
      const deed = takeSaid(request, reply)
      const { sandbox } = request
      const chosen = await choices.of(request, 'machine')
      const { row, cached } = await machineToken(request, chosen)
      const server = await connect(request, chosen)
      const token = row.access_token
      const context = { server, keys, recorded: row.exchange }
      const [access, answer] = await Promise.all([
        viewAccessToken(request, context, token, words),
        askResource(server, sandbox, row, 'resource'),
      ])
      const now = sandbox.clock.now()
      const held = {
        accessToken: token,
        refreshToken: false,
        clientId: server.credentials.clientId,
        clientSecret: true,
      }
      return render(request, reply, {
        template: 'machine',
        title: 'Machine',
        navigation: 'machine',
        model: {
          ...holders.machine,
          said: saidLine(deed, now, cached ? fromCache : fetched),
          scale: scale('Use', { of: machineStages, stopped: answer.refusal !== undefined }),
          csrf: derive('csrf', browser),
          readouts: readouts({
            left: timeLeft(row, now),
            clock: clockOf(sandbox),
            findings: access.findings,
            allowed: 'Scope',
            scope: row.scope,
            resources: [answer],
          }),
          sheets: [
            tokenCard(access, 'client'),
            answerCard(answer),
            heldCard(holders.machine, held, 'client'),
          ],
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
