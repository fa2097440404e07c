import type { catalogue as authserver } from '@oauth-lab/authserver/checks.ts'
import type { catalogue as client } from '@oauth-lab/client/checks.ts'
import type { Waivable } from '@oauth-lab/kit/checks.ts'
import type { connectionChecks } from '@oauth-lab/kit/http/plain-connection.ts'
import type { LabNames } from '@oauth-lab/kit/admin/lab-names.ts'
import type { catalogue as resserver } from '@oauth-lab/resserver/checks.ts'

/** The names of a lab whose roles are this project's: a wrong id of a check does not compile. */
export interface CheckNames extends LabNames {
  check:
    | keyof typeof authserver
    | keyof typeof resserver
    | keyof typeof client
    | keyof typeof connectionChecks
  waivable: Waivable<typeof authserver> | Waivable<typeof resserver> | Waivable<typeof client>
}
