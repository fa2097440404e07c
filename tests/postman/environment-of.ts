import {
  createPostmanEnvironment,
  readPostmanValues,
} from '@oauth-lab/scripts/postman/environment.ts'
import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import type { TestLab } from '../test-lab.ts'

/** The environment that `./lab postman-env` would write, for the lab or a sandbox of it. */
export async function environmentOf(lab: TestLab, base = lab.base): Promise<PostmanEnvironment> {
  const { origin, trustedFetch, control } = lab
  const values = { origin, control: control.in(base), fetch: trustedFetch }
  return createPostmanEnvironment(await readPostmanValues(values))
}
