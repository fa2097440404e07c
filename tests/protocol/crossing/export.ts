import type { Holdings } from './holdings.ts'

/** All that the admin APIs list of a sandbox. */
export async function exportOf({ sandbox: { control } }: Holdings): Promise<unknown> {
  const { roles, ...clock } = await control.clock.get()
  const policies = Object.entries(await control.policy.get()).map(([role, policy]) => {
    return [role, policy.waived] as const
  })
  return {
    clock,
    roles,
    policies,
    users: await control.users.list(),
    clients: await control.clients.list(),
    configuration: await control.config.get(),
    keys: await control.keys.list(),
    file: await control.transfer.export(),
    tokens: await control.tokens.list(),
    consents: await control.consents.list(),
    grants: await control.grants.list(),
    backchannel: await control.backchannelRequests.list(),
    mails: await control.mails.list(),
    sessions: await control.browserSessions.list(),
    interventions: (await control.interventions.list()).map(({ id, match, at }) => ({
      id,
      match,
      at,
    })),
    held: await control.interventions.held(),
    recording: await control.recording.settings(),
  }
}

/** What of a sandbox stands nowhere else: secrets, and ids that the lab made. */
export function secretsOf(held: Holdings): string[] {
  const { administrator, client, user, code, session, sandbox } = held
  return [
    administrator.token,
    client.client_id,
    client.client_secret,
    client.registration_access_token,
    user.username,
    user.sub,
    code.code,
    held.access,
    held.refresh,
    held.idToken,
    held.initialToken,
    session.cookie,
    session.sid,
    held.signInForm.id,
    held.consentForm.id,
    held.exchange,
    held.intervention,
    held.tokenId,
    held.grant,
    held.backchannel.authReqId,
    held.backchannel.id,
    held.mail.id,
    held.mail.token,
    held.confirmation.token,
    held.browserSession,
    `/~${sandbox.id}/`,
  ]
}
