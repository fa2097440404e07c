import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { defaultProject } from '../docker/compose.ts'

/** The one line that fixes each thing, for the kind of server that is examined. */
export interface Remedies {
  /** @param service in whose container the name does not resolve */
  resolve(host: string, address: string, service?: string): string
  /** Nothing listens. */
  start(port: number): string
  /** Something else listens. */
  freePort(port: number): string
  /** The certificate ended, or lacks the name. */
  renew(host: string): string
  /** The certificate's signer is not trusted at the place. */
  trust(): string
  /** The issuer that the server announces is not the one that it is reached by. */
  issuer(expected: string, announced?: string): string
  /** A role does not answer; `gone`: the web server found nobody at its place. */
  role(role: string, gone?: boolean): string
  /** A service runs, but badly. */
  restart(service: string): string
  /** The server answers, but not as an authorization server does. */
  discovery(url: string): string
  keys(): string
  forwarded(): string
  cookies(): string
  cors(origin: string): string
  /** A machine's clock is wrong. */
  clock(): string
  /**
   * The lab's own clock was moved, or that of a `role` alone: by so many seconds it goes back, if it
   * only has to be moved.
   * @param mode of the lab's clock
   */
  moveClock(change: { role?: string; seconds?: number; mode: 'running' | 'frozen' }): string
  /** What the lab's clients registered is of another time. */
  reset(): string
}

/**
 * A lab that runs in one process; started again, it is at the same origin.
 * @param data the flag that names its folder, empty for the usual one
 * @param programs the flags that name external programs, so that a new start keeps them
 */
export function embeddedRemedies(
  data = '',
  origin = 'https://localhost:8443',
  programs = '',
): Remedies {
  const external = `${isPlain({ origin }) ? ' --http' : ''}${programs}`
  const restart = `./lab down${data}; ./lab up${originFlag(origin)}${external}${data}`
  return {
    resolve: () => `./lab hosts --add${data}`,
    start: (port) => `./lab up --port ${port}${external}${data}`,
    freePort: (port) =>
      `stop what listens on port ${port}, or: ./lab up --port 0${external}${data}`,
    renew: () => `${restart} (certificates that no longer fit are made again)`,
    trust: () => `${restart} (then ./lab trust --install, if the root is new)`,
    issuer: (expected) =>
      `./lab down${data}; ./lab up --origin ${new URL(expected).origin}${external}${data}`,
    // All roles are in one process: only an external program can be gone alone.
    role: (role, gone) =>
      gone ? `start your external program, which --${role}-url or ${urlOf(role)} names` : restart,
    restart: () => restart,
    discovery: () => restart,
    keys: () => `./lab reset${data}`,
    forwarded: () =>
      'start your external program with trust in X-Forwarded-Proto and X-Forwarded-Host',
    cookies: () => 'set Secure and HttpOnly on every cookie of your external program',
    cors: () =>
      'take the origin out of corsOrigins in the configuration of the authorization server',
    clock: () => 'put this machine’s clock right (Linux: timedatectl set-ntp true)',
    moveClock: ({ role, seconds, mode }) => {
      if (seconds !== undefined) {
        const change = `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`
        return `./lab clock ${change}${role === undefined ? '' : ` --role ${role}`}${data}`
      }
      // Brings every role to the lab's clock.
      if (role !== undefined) return `./lab clock ${mode === 'frozen' ? 'freeze' : 'run'}${data}`
      return `./lab clock run${data}; ./lab clock $(date -u +%Y-%m-%dT%H:%M:%SZ)${data}`
    },
    reset: () => `./lab reset${data}`,
  }
}

/**
 * A lab that runs as a Compose project. Containers that are there are started or restarted as they
 * are; only `./lab up` makes them anew, at the same port.
 */
export function containerRemedies(lab: {
  project: string
  origin: string
  data?: string
  external?: string
}): Remedies {
  const { project, origin, data = '', external = '' } = lab
  const { port } = new URL(origin)
  const compose = `docker compose -p ${project}`
  const flags = [
    ...(port === '' ? [] : [` --port ${port}`]),
    ...(project === defaultProject ? [] : [` --project ${project}`]),
    external,
  ].join('')
  const again = `./lab down${data}; ./lab up --docker${flags}${data}`
  const outside = embeddedRemedies(data)
  return {
    ...outside,
    resolve: (host, address, service) =>
      service === undefined ? outside.resolve(host, address) : `${compose} start webserver`,
    start: () => `./lab up --docker${flags}${data}`,
    freePort: (taken) =>
      `stop what listens on port ${taken}, or: ./lab up --docker --port 8443${external}${data}`,
    renew: () => `./lab certs renew${data}`,
    discovery: () => `${compose} restart authserver`,
    trust: () =>
      `${again} (after LAB_ROOT_CERTIFICATE and its volume are as in docker-compose.yml)`,
    issuer: () => `${again} (after LAB_ORIGIN and LAB_PORT say the same everywhere)`,
    role: (role) =>
      role === 'webserver' || role === 'control'
        ? `${compose} start ${role}`
        : `${compose} start ${role}; or, if ${urlOf(role)} names one, start the external program`,
    restart: (service) => `${compose} restart ${service}`,
    clock: () => 'restart Docker: the clock of its virtual machine is wrong',
  }
}

/** Where an external program is the authorization server, its faults are fixed there, and it stays. */
export function besideExternalServer(remedies: Remedies): Remedies {
  const { issuer, discovery, keys, forwarded, cookies, cors } = foreignRemedies
  return { ...remedies, issuer, discovery, keys, forwarded, cookies, cors }
}

/** An authorization server at its own address, as the lab's containers see it. */
export function fromContainers({ restart }: Remedies): Remedies {
  return {
    ...foreignRemedies,
    restart,
    resolve: (host) =>
      `have containers resolve ${host}, by the DNS or extra_hosts; host.docker.internal is this machine`,
    trust: () => 'name the server’s CA in LAB_ISSUER_CA_FILE, then: docker compose up --wait',
  }
}

/** Anybody else's server. */
export const foreignRemedies: Remedies = {
  resolve: (host, address) => `add a line \`${address} ${host}\` to the hosts file, or to the DNS`,
  start: (port) => `start the server, and have it listen on port ${port} at this address`,
  freePort: (port) => `free port ${port} of what answers there now`,
  renew: (host) => `have the server show a valid certificate for ${host}`,
  trust: () => 'name the CA with --ca FILE, and trust it wherever the server is called from',
  issuer: (expected, announced) =>
    `set the server’s issuer to ${expected}, or call it ${announced ?? 'as it calls itself'} everywhere`,
  role: () => 'start the server',
  restart: () => 'restart the server',
  discovery: (url) =>
    `name the issuer as the server announces it, path and all, or have it answer ${url} with its metadata`,
  keys: () => 'have the server publish a signing key for each algorithm that it announces',
  forwarded: () =>
    'nginx: proxy_set_header X-Forwarded-Proto https; and have the server trust its proxy',
  cookies: () => 'set Secure on every cookie, and have the server know that it is reached by https',
  cors: () => 'have the server name the allowed origins one by one, without credentials',
  clock: () => 'put the clock of the server’s machine right (Linux: timedatectl set-ntp true)',
  moveClock: () => '',
  reset: () => '',
}

function originFlag(origin: string): string {
  const { hostname, port } = new URL(origin)
  if (hostname !== 'localhost') return ` --origin ${origin}`
  return port === '8443' ? '' : ` --port ${port || '443'}`
}

/** The variable that puts an external program at a role's place. */
function urlOf(role: string): string {
  return `LAB_${role.toUpperCase()}_URL`
}
