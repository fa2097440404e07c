import { findFlows } from '@oauth-lab/explain/flows/find-flows.ts'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { createLabInterventions } from '../interventions/lab-interventions.ts'
import { collect } from '../recording/collect.ts'
import type { View } from './engine/advance.ts'
import type { LabState } from './engine/scene.ts'
import { readSighting } from './engine/sighting.ts'
import type { Sighting } from './engine/sighting.ts'
import { passwordsOf } from './passwords-of.ts'
import { readState } from './read-state.ts'

/** All that lessons look at in a sandbox, by the APIs of its roles. */
export async function readView(context: ControlContext, sandbox: Sandbox): Promise<View> {
  const { roles } = context
  const [sightings, held, state] = await Promise.all([
    readSightings(context, sandbox),
    createLabInterventions(roles).held(sandbox),
    readState(context, sandbox),
  ])
  return {
    now: sandbox.recorder.now(),
    sightings,
    held,
    values: valuesOf(context, sandbox, state),
    state,
  }
}

/** What was recorded in a sandbox, in the order in which it ended. */
export async function readSightings(
  { roles }: ControlContext,
  sandbox: Sandbox,
): Promise<Sighting[]> {
  const recording = readRecording((await collect(roles, sandbox)).entries)
  const flows = new Map(
    findFlows(recording).flatMap((flow) => flow.entries.map((index) => [index, flow])),
  )
  return recording.exchanges
    .map((seen) => readSighting(seen, flows.get(seen.index)))
    .sort((a, b) => a.endedAt - b.endedAt)
}

/** What texts are filled in with. */
export function valuesOf(
  { environment }: Pick<ControlContext, 'environment'>,
  { base, id }: Sandbox,
  state: LabState,
): Record<string, string> {
  const clients = state.clients.flatMap(({ client_id, client_name = '' }) =>
    /^[a-z]+(?:-[a-z]+)*$/.test(client_name) ? [[camelCase(client_name), client_id] as const] : [],
  )
  return {
    ...Object.fromEntries(clients),
    ...passwordsOf(environment),
    id,
    base,
    issuer: `${base}/authserver/oauth2`,
    api: `${base}/resserver/protected-resources/`,
    delegated: `${base}/resserver/protected-resources-delegated/`,
    now: state.clock.now,
    scopes: Object.keys(state.server?.supportedScopes ?? {}).join(' '),
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
