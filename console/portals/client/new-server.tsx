import { DiscoverServer } from '../shared/discover-server.tsx'
import { serverDefinitions } from './server-definitions-api.ts'

export function Component() {
  return <DiscoverServer role="client" api={serverDefinitions} />
}
