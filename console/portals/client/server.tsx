import { OpenServer } from '../shared/open-server.tsx'
import { serverDefinitions } from './server-definitions-api.ts'

export function Component() {
  return <OpenServer role="client" api={serverDefinitions} />
}
