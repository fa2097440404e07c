import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { AuditPage } from '@oauth-lab/kit/admin/audit-document.ts'
import type { ClientInfo } from '@oauth-lab/kit/admin/client-document.ts'
import type { ClockState } from '@oauth-lab/kit/admin/clock-document.ts'
import type { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { HookModule } from '@oauth-lab/kit/admin/hooks-document.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { RolePolicy } from '@oauth-lab/kit/admin/policy-document.ts'
import type { TokenPage } from '@oauth-lab/kit/admin/token-inventory-document.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import { describeClock } from '@oauth-lab/kit/clock.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { ChosenConfiguration, KnownClient, LabState } from './engine/scene.ts'

type Ask = <T>(role: ManagedRole, path: string) => Promise<T>

/** The configuration of a sandbox. */
export async function readState(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
): Promise<LabState> {
  const ask: Ask = (role, path) => roles.call(sandbox, role, 'GET', path)
  const [policies, clocks, resserver, ofServer, ofClient] = await Promise.all([
    roles.each((role) => ask<RolePolicy>(role, 'policy')),
    roles.each((role) => ask<ClockState>(role, 'clock')),
    ask<Record<string, unknown>>('resserver', 'configuration').catch(unlessMissing),
    readServerState(ask),
    readClientState(ask),
  ])
  return {
    waived: Object.fromEntries(Object.entries(policies).map(([role, one]) => [role, one.waived])),
    clock: { ...describeClock(sandbox.settings().clock, sandbox.clock.now()), roles: clocks },
    resserver,
    certificates: certificatesOf(environment),
    ...ofServer,
    ...ofClient,
  }
}

/** What the authorization server knows, and what was changed there. */
async function readServerState(
  ask: Ask,
): Promise<Pick<LabState, 'server' | 'clients' | 'revoked' | 'rotatedAt' | 'hooks'>> {
  const [server, clients, revoked, rotations, hooks] = await Promise.all([
    ask<Configuration>('authserver', 'configuration').catch(unlessMissing),
    ask<ClientInfo[]>('authserver', 'clients'),
    ask<TokenPage>('authserver', 'tokens?state=revoked&size=20&sort=issued'),
    ask<AuditPage>('authserver', 'audit-log?kind=change&search=keys%2Frotate&size=1'),
    ask<HookModule>('authserver', 'hooks'),
  ])
  const [rotation] = rotations.items
  return {
    server,
    clients: clients.map(({ client_secret: _secret, ...client }) => client as KnownClient),
    revoked: revoked.items.map(({ id, clientName, issuedAt }) => ({ id, clientName, issuedAt })),
    rotatedAt: rotation && Date.parse(rotation.realAt),
    hooks: {
      from: hooks.from,
      editable: hooks.editable,
      loaded: hooks.hooks.flatMap(({ name, loaded }) => (loaded ? name : [])),
    },
  }
}

function certificatesOf({ certificates }: ControlContext['environment']) {
  if (certificates === undefined) return undefined
  const { leaf, root } = certificates()
  return { leaf: readCertificate(leaf).fingerprint, root: readCertificate(root).fingerprint }
}

/** What the client knows: its server definitions, and with what its web page works. */
async function readClientState(
  ask: Ask,
): Promise<Pick<LabState, 'web' | 'definitions' | 'refusals'>> {
  const [applications, configurations, definitions, refusals] = await Promise.all([
    ask<{ items: { application: string; configuration: string | null }[] }>(
      'client',
      'applications',
    ),
    ask<{ items: (ChosenConfiguration & { id: string })[] }>(
      'client',
      'client-configurations?size=500',
    ),
    ask<{ items: LabState['definitions'] }>('client', 'server-definitions?size=500'),
    ask<AuditPage>('client', 'audit-log?kind=refusal&size=20'),
  ])
  const chosen = applications.items.find(({ application }) => application === 'web')
  const found = configurations.items.find(({ id }) => id === chosen?.configuration)
  return {
    web: found && {
      clientName: found.clientName,
      redirectUri: found.redirectUri,
      registration: found.registration && {
        client_id: found.registration.client_id,
        issuer: found.registration.issuer,
      },
    },
    definitions: definitions.items.map(({ id, issuer, authority }) => ({ id, issuer, authority })),
    refusals: refusals.items.map(({ realAt, about, check }) => ({ realAt, about, check })),
  }
}

/** What nobody configured yet is no error. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof AdminError && error.status === 404)) throw error
  return undefined
}
