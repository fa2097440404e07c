import { askDocker } from './run-docker.ts'

/** A container of the lab, running or not. */
export interface Service {
  name: string
  container: string
  /** The folder of the Compose file that it was made from. */
  checkout: string | undefined
  /** What Docker says: `running`, `exited`, `restarting`, `created`, … */
  state: string
  /** Where it has a healthcheck: `starting`, `healthy`, `unhealthy`. */
  health: string | undefined
  exitCode: number
  /** Why the engine could not start it; empty otherwise. */
  failure: string
  /** ISO times. */
  startedAt: string
  finishedAt: string
  image: string
  /** The image's digest: another one after a build that changed something. */
  imageId: string
  /** How often the engine started it again. */
  restarts: number
  environment: Record<string, string>
  /** What is mounted where: path inside to path or volume outside. */
  mounts: Record<string, string>
  /** Ports that are published, `443` to the address and port outside. */
  ports: Record<string, { address: string; port: number }>
}

interface Inspected {
  Id: string
  Image: string
  State: {
    Status: string
    ExitCode: number
    Error: string
    StartedAt: string
    FinishedAt: string
    Health?: { Status: string }
  }
  RestartCount: number
  Config: { Image: string; Env: string[] | null; Labels: Record<string, string> | null }
  Mounts: { Destination: string; Source?: string; Name?: string }[]
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null }
}

const order = ['bootstrap', 'webserver', 'authserver', 'resserver', 'client', 'control']

/**
 * The containers of a Compose project, web server first; none when it doesn't run.
 * @throws CommandFailure when Docker doesn't answer
 */
export async function readServices(project: string): Promise<Service[]> {
  const label = (name: string, value: string) => [
    '--filter',
    `label=com.docker.compose.${name}=${value}`,
  ]
  const ids = await askDocker(
    ['ps', '--all', '--quiet', ...label('project', project), ...label('oneoff', 'False')],
    { timeout: 5000 },
  )
  const containers = ids.split('\n').filter(Boolean)
  if (containers.length === 0) return []
  const inspected = JSON.parse(await askDocker(['inspect', ...containers])) as Inspected[]
  return inspected.map(serviceOf).toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

function serviceOf({
  Id,
  Image,
  State,
  RestartCount,
  Config,
  Mounts,
  NetworkSettings,
}: Inspected): Service {
  return {
    name: Config.Labels?.['com.docker.compose.service'] ?? '',
    container: Id,
    checkout: Config.Labels?.['com.docker.compose.project.working_dir'],
    state: State.Status,
    health: State.Health?.Status,
    exitCode: State.ExitCode,
    failure: State.Error,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    image: Config.Image,
    imageId: Image,
    restarts: RestartCount,
    environment: Object.fromEntries(
      (Config.Env ?? []).map((line) => {
        const at = line.indexOf('=')
        return [line.slice(0, at), line.slice(at + 1)]
      }),
    ),
    mounts: Object.fromEntries(
      Mounts.map(({ Destination, Source, Name }) => [Destination, Name ?? Source ?? '']),
    ),
    ports: Object.fromEntries(
      Object.entries(NetworkSettings.Ports ?? {}).flatMap(([inside, outside]) =>
        (outside ?? [])
          .slice(0, 1)
          .map(({ HostIp, HostPort }) => [
            inside.split('/')[0]!,
            { address: HostIp, port: Number(HostPort) },
          ]),
      ),
    ),
  }
}

/** Whether a service does its work: a one-shot has ended well, the others run and are healthy. */
export function isWell({ name, state, health, exitCode }: Service): boolean {
  if (name === 'bootstrap') return state === 'exited' && exitCode === 0
  return state === 'running' && (health ?? 'healthy') === 'healthy'
}

/** A service's state in words. */
export function describeState({ state, health, exitCode, restarts }: Service): string {
  const again =
    restarts > 0 ? `, started again ${restarts === 1 ? 'once' : `${restarts} times`}` : ''
  if (state === 'exited') return exitCode === 0 ? 'done' : `ended with exit code ${exitCode}`
  if (state === 'restarting') return `ended with exit code ${exitCode}${again}`
  if (state !== 'running') return state
  return `${health === undefined ? 'runs' : health}${again}`
}
