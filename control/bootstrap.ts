import type { FastifyInstance } from 'fastify'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { authserverParts } from '@oauth-lab/kit/admin/transfer-document.ts'
import { publicPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { defaultClients } from './default-clients.ts'
import { defaultUsers } from './default-users.ts'
import { findUserHash } from './learners-user.ts'
import { noteOwnPasswords } from './own-passwords.ts'
import { importDocument, tryAll } from './transfer/import-document.ts'

/**
 * Gives a sandbox its users and clients, and its configuration where one was given, in one request;
 * to a blank one its users alone.
 * What is there already stays as it is, so it is safe to run twice; only passwords that somebody chose
 * replace others, and what belongs to a former origin is made again.
 * @throws ConfigurationError with every problem of the configuration
 */
export async function bootstrap(context: ControlContext, sandbox: Sandbox): Promise<void> {
  // Who signs in at an external server is that server's affair.
  if (!context.roles.isOwn('authserver')) {
    await makeMissing(context, sandbox)
    await noteOwnPasswords(context, sandbox)
  }
  if (sandbox.id === defaultSandbox) context.bootstrapped = true
}

async function makeMissing(
  { roles, environment, db }: ControlContext,
  sandbox: Sandbox,
): Promise<void> {
  const userHash = await findUserHash(db, sandbox)
  const { blank } = sandbox.settings()
  const { configuration } = blank ? {} : environment
  const others = (['client', 'resserver'] as const).filter((part) =>
    Object.hasOwn(configuration ?? {}, part),
  )
  // The authorization server reads its own part in the bootstrap, which wants more of it.
  const importOthers = (dryRun: boolean) =>
    importDocument(roles, sandbox, configuration, { only: others, mode: 'merge', dryRun })
  if (others.length > 0) {
    const own = { only: [...authserverParts], mode: 'replace' as const, dryRun: true }
    await tryAll([importDocument(roles, sandbox, configuration, own), importOthers(true)])
  }
  await roles.call(sandbox, 'authserver', 'POST', 'bootstrap', {
    ...(configuration !== undefined && { configuration }),
    users: defaultUsers(environment).map((user) => {
      // In a workshop the administrator's user is the learner's.
      const isLearners =
        userHash !== undefined && user.username === environment.administration.username
      return {
        ...user,
        replace: !isLearners && !publicPasswords.includes(user.password),
        ...(isLearners && { passwordHash: userHash }),
      }
    }),
    clients: (blank ? [] : defaultClients(sandbox.base)).map((metadata) => ({
      metadata,
      // The single-page application stands at the lab's own origin, which may have become another one.
      ...(metadata.client_name === 'spa' && { base: `${sandbox.base}/` }),
    })),
  })
  if (others.length > 0) await importOthers(false)
}

/** `POST bootstrap` makes what is missing, `POST reset` empties every role first. */
export function bootstrapRoutes(api: FastifyInstance, context: ControlContext): void {
  const { roles, sandboxes } = context

  const schema = { response: { 204: Done } }
  api.post('/bootstrap', { schema }, async ({ sandbox }, reply) => {
    await bootstrap(context, sandbox)
    return reply.code(204).send()
  })
  api.post('/reset', { schema }, async ({ sandbox }, reply) => {
    await roles.each((role) => roles.call(sandbox, role, 'POST', 'reset'))
    await bootstrap(context, await sandboxes.reset(sandbox.id))
    return reply.code(204).send()
  })
}
