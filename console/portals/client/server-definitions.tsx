import { ServerDefinitions } from '../shared/server-definitions.tsx'
import { serverDefinitions } from './server-definitions-api.ts'

export function Component() {
  return <ServerDefinitions role="client" api={serverDefinitions} />
}
