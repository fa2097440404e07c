import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import { findingsOf, reasonsOf, resultOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { browserOf } from './pages.ts'
import { otherwise } from './otherwise.ts'
import type { Plan } from './plans.ts'
import { registerSigningClients } from './signing-clients.ts'
import type { PlannedModule, Suite } from './suite.ts'

/** How long a module may stay in one state, milliseconds. */
const patience = 120_000

export interface RunOptions {
  suite: Suite
  lab: Pick<Lab, 'origin' | 'issuer' | 'control' | 'trustedFetch'>
  /** Only modules whose name fits. */
  only?: RegExp | undefined
  onOutcome(outcome: Outcome): void
}

/** Runs a plan, one module after the other, against a lab that is what the plan needs. */
export async function runPlan(
  name: string,
  wanted: Plan,
  { suite, lab, only, onOutcome }: RunOptions,
): Promise<Outcome[]> {
  const requestUriHosts = [new URL(suite.origin).host]
  await lab.control.config.patch({ requestUriHosts, ...wanted.settings })
  const configuration = await configurationOf(name, wanted, suite, lab)
  const { id, modules } = await suite.createPlan(wanted.plan, wanted.variant, configuration)
  const chosen = modules.filter(({ testModule }) => only?.test(testModule) ?? true)
  const outcomes: Outcome[] = []
  for (const module of chosen) {
    const outcome = await runModule({ suite, lab, plan: id, module, modules })
    onOutcome(outcome)
    outcomes.push(outcome)
  }
  return outcomes
}

/** What the suite is told about the lab. */
async function configurationOf(
  name: string,
  { signing, certificates }: Plan,
  suite: Suite,
  lab: RunOptions['lab'],
): Promise<object> {
  const { origin, issuer } = lab
  // Another run of the plan has another lab, and another alias: the suite has one module of an alias at a time.
  const alias = `oauth-lab-${name}-${new URL(origin).port}`
  const callback = `${suite.origin}/test/a/${alias}/callback`
  const override = Object.fromEntries(
    Object.entries(otherwise).map(([module, what]) => [
      module,
      { browser: browserOf(origin, what) },
    ]),
  )
  return {
    alias,
    description: `OAuth Lab, ${name}`,
    server: { discoveryUrl: `${issuer}/.well-known/openid-configuration`, login_hint: 'developer' },
    ...(signing === undefined
      ? {
          client: { client_name: `conformance ${name}` },
          client2: { client_name: `conformance ${name}, second` },
        }
      : await registerSigningClients(lab, callback, signing, certificates)),
    // Not the lab's resource server: it authenticates by a secret, which the profiles of FAPI refuse.
    resource: { resourceUrl: await userinfoOf(lab) },
    browser: browserOf(origin),
    override,
  }
}

/** Where UserInfo is: at the port for certificates, where the lab has one (RFC 8705 §5). */
async function userinfoOf({ issuer, trustedFetch }: RunOptions['lab']): Promise<string> {
  const response = await trustedFetch(`${issuer}/.well-known/openid-configuration`)
  const metadata = (await response.json()) as Endpoints & { mtls_endpoint_aliases?: Endpoints }
  return (metadata.mtls_endpoint_aliases ?? metadata).userinfo_endpoint
}

interface Endpoints {
  userinfo_endpoint: string
}

async function runModule({
  suite,
  lab: { control },
  plan,
  module,
  modules,
}: Pick<RunOptions, 'suite' | 'lab'> & {
  plan: string
  module: PlannedModule
  modules: readonly PlannedModule[]
}): Promise<Outcome> {
  const begun = Date.now()
  await control.recording.clear()
  const id = await suite.createModule(plan, module)
  let info = await suite.settle(id, ['CONFIGURED', 'FINISHED', 'INTERRUPTED'], patience)
  if (info.status === 'CONFIGURED') {
    // A module that waits for a person waits for new keys: the suite has no other of this kind.
    // Its condition for new keys knows RSA and EC alone.
    await control.keys.rotate({ family: 'RSA' })
    await suite.start(id)
    info = await suite.settle(id, ['FINISHED', 'INTERRUPTED'], patience)
  }
  const findings = findingsOf(await suite.log(id))
  const result = resultOf(info, findings)
  if (result === 'unfinished') await suite.cancel(id)
  return {
    module: module.testModule,
    variant: describeVariant(module, modules),
    result,
    findings,
    checks: result === 'passed' ? [] : await refusedBy(control),
    reasons: result === 'warning' ? (reasonsOf(module.testModule, findings) ?? []) : [],
    seconds: (Date.now() - begun) / 1000,
    page: `${suite.origin}/log-detail.html?log=${id}`,
  }
}

/** The values by which a module differs from others of its plan. */
function describeVariant({ variant }: PlannedModule, modules: readonly PlannedModule[]): string {
  return Object.entries(variant ?? {})
    .filter(([name, value]) => modules.some((one) => one.variant?.[name] !== value))
    .map(([name, value]) => ` ${name}=${value}`)
    .join('')
}

/** The checks that refused something since the recording was cleared, each once. */
async function refusedBy(control: RunOptions['lab']['control']): Promise<string[]> {
  const exchanges = await control.checks()
  const ids = exchanges.flatMap(({ checks }) =>
    checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id),
  )
  return [...new Set(ids)]
}
