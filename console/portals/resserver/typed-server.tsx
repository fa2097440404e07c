import { TypeServer } from '../shared/type-server.tsx'
import { serverDefinitions } from './server-definitions-api.ts'

export function Component() {
  return <TypeServer role="resserver" api={serverDefinitions} />
}
