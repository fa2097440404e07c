import { OpenServer } from '../shared/discover-server.tsx'
import { serverDefinitions } from './server-definitions-api.ts'

export function Component() {
  return <OpenServer role="resserver" api={serverDefinitions} />
}
