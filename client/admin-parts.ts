import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import type { Choices } from './configurations/chosen.ts'
import type { Connect } from './issuer/connection.ts'
import type { Registration } from './registration/registration.ts'
import type { Database } from './store/database.ts'
import type { MachineTokens } from './store/machine-tokens.ts'
import type { Registrations } from './store/registrations.ts'
import type { Sessions } from './store/sessions.ts'

/** What the management routes of the client share. */
export interface AdminParts {
  db: Database
  fetchTrusting: FetchTrusting
  choices: Choices
  connect: Connect
  registration: Registration
  registrations: Registrations
  sessions: Sessions
  machineTokens: MachineTokens
}
