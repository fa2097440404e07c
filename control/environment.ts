import type { CertificateInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { Call } from '@oauth-lab/kit/call.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import type { ExternalPrograms } from './external/external-routes.ts'
import type { Processes } from './processes.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

/** What control is given when it is created. */
export interface ControlEnvironment extends RoleEnvironment {
  /** Reaches the other roles at the lab's origin. */
  call: Call
  /** Asks servers that a person types. */
  fetchTrusting: FetchTrusting
  /** The authorization server's configuration that every sandbox begins with. */
  configuration?: unknown
  /** Roles at whose place an external program stands. */
  externalRoles?: readonly ManagedRole[]
  /** Those of them that are reached through the lab. */
  programs?: Omit<ExternalPrograms, 'origin' | 'timeout'>
  /** The single-page application's client at an external server; else it registers itself. */
  spaClientId?: string | undefined
  /** Paths below a sandbox's base at which the web server serves files. */
  staticPaths?: readonly string[]
  /** The processes of the roles, where they may be several. */
  processes?: Processes
  /** Makes a new leaf certificate and has the web server take it up. */
  renewCertificate?: () => Promise<CertificateInfo>
  /** The web server's certificate and the root that certifies it, PEM; absent without TLS. */
  certificates?: () => { leaf: string; root: string }
}
