import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { finishAuthorization } from '../authorization/finish-authorization.ts'
import { respondRefusal } from '../authorization/respond.ts'
import { requireThat } from '../checks.ts'
import type { AuthServer } from '../server.ts'
import { requireForm } from '../token/read-form.ts'
import { findUser } from '../users/users.ts'
import { acceptCode } from './accept-code.ts'
import { acceptPassword } from './accept-password.ts'
import { requireCsrfToken } from './browser.ts'
import { hasConsent, rememberConsent } from './consents.ts'
import {
  endInteraction,
  interactionPath,
  requireInteraction,
  saveProgress,
} from './interactions.ts'
import type { Interaction } from './interactions.ts'
import { beginSession, findSession } from './sessions.ts'
import type { Session } from './sessions.ts'
import { showCode, showConsent, showLogin } from './show.ts'

/** The pages between an authorization request and its answer: sign in, second factor, consent. */
export function interactionEndpoints(server: AuthServer) {
  /** Opens a form's interaction and answers a `cancel`; otherwise goes on with `step`. */
  const form =
    (
      step: (
        request: FastifyRequest,
        reply: FastifyReply,
        interaction: Interaction,
        form: Parameters,
      ) => Promise<unknown>,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const sent = requireForm(request, ['scope'])
      const interaction = await requireInteraction(server, request)
      requireCsrfToken(request, sent, interaction.id)
      if (sent['cancel'] === undefined) return step(request, reply, interaction, sent)
      return refuse(request, reply, interaction)
    }

  /** Ends the interaction; a check that fails now is told to the client. */
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { id, wanted }: Interaction,
    give: () => Promise<unknown>,
  ) => {
    await endInteraction(server, request, id)
    try {
      return await give()
    } catch (error) {
      if (error instanceof Refusal) return respondRefusal(server, request, reply, wanted, error)
      throw error
    }
  }

  const refuse = (request: FastifyRequest, reply: FastifyReply, interaction: Interaction) =>
    answer(request, reply, interaction, async () => requireThat(request, 'consent.given', false))

  const signedIn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
    username: string,
    amr: string[],
  ) => {
    const user = (await findUser(server.db, request.sandbox, username))!
    const session = await beginSession(server, request, reply, user, amr)
    const kept = session.authentication.sid !== undefined
    interaction.progress = kept ? { sub: user.sub } : { session }
    await saveProgress(server, request, interaction)
    return reply.redirect(interactionPath(request, interaction.id), 303)
  }

  const finish = (
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
    session: Session,
    scopes: string[],
  ) =>
    answer(request, reply, interaction, () => {
      const { wanted } = interaction
      const { hintedSub } = wanted
      requireThat(request, 'session.hinted', hintedSub === undefined || hintedSub === session.sub)
      return finishAuthorization(server, request, reply, wanted, session, scopes)
    })

  return {
    /** Shows the next page, or answers the client when nothing is left to ask. */
    page: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const interaction = await requireInteraction(server, request)
      const { wanted, progress } = interaction
      const session = await sessionOf(server, request, interaction)
      if (session === undefined) {
        return progress.awaitsCode === undefined
          ? showLogin(server, request, reply, interaction)
          : showCode(server, request, reply, interaction)
      }
      if (await hasConsent(server.db, request.sandbox, session.sub, wanted)) {
        return finish(request, reply, interaction, session, wanted.scopes)
      }
      return showConsent(server, request, reply, interaction, session)
    },

    login: form(async (request, reply, interaction, sent) => {
      const username = parameter(sent, 'login') ?? ''
      const outcome = await acceptPassword(
        server,
        request,
        username,
        parameter(sent, 'password') ?? '',
      )
      if (!outcome.accepted)
        return showLogin(server, request, reply, interaction, { ...outcome, username })
      if (!outcome.secondFactor) {
        return signedIn(request, reply, interaction, outcome.username, ['pwd'])
      }
      interaction.progress = { awaitsCode: outcome.username }
      await saveProgress(server, request, interaction)
      return reply.redirect(interactionPath(request, interaction.id), 303)
    }),

    code: form(async (request, reply, interaction, sent) => {
      const username = interaction.progress.awaitsCode
      requireThat(request, 'interaction.known', username !== undefined)
      const outcome = await acceptCode(server, request, username, parameter(sent, 'code') ?? '')
      if (!outcome.accepted) return showCode(server, request, reply, interaction, outcome)
      return signedIn(request, reply, interaction, username, ['pwd', 'otp', 'mfa'])
    }),

    /** Another user wants to sign in instead. */
    otherUser: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const interaction = await requireInteraction(server, request)
      interaction.progress = {}
      await saveProgress(server, request, interaction)
      return reply.redirect(interactionPath(request, interaction.id), 303)
    },

    consent: form(async (request, reply, interaction, sent) => {
      const { wanted } = interaction
      const session = await sessionOf(server, request, interaction)
      requireThat(request, 'interaction.known', session !== undefined)
      const ticked = [sent['scope'] ?? []].flat()
      const allowed = wanted.scopes.filter((scope) => scope === 'openid' || ticked.includes(scope))
      const denied =
        sent['answer'] !== 'allow' || (wanted.scopes.length > 0 && allowed.length === 0)
      if (denied) return refuse(request, reply, interaction)
      await rememberConsent(server.db, request.sandbox, session.sub, wanted.clientId, allowed)
      return finish(request, reply, interaction, session, allowed)
    }),
  }
}

/** Who answers: the browser's session, while it is of the user who signed in for this. */
async function sessionOf(
  server: AuthServer,
  request: FastifyRequest,
  { progress }: Interaction,
): Promise<Session | undefined> {
  if (progress.session !== undefined) return progress.session
  const session = await findSession(server, request)
  return session !== undefined && session.sub === progress.sub ? session : undefined
}
