import { openGatewayDoor } from '../web-server/gateway-door.ts'
import { webServerSuite } from '../web-server/suite.ts'
import { runningLabFile } from '../test-lab.ts'

webServerSuite('gateway', openGatewayDoor, {
  skip: runningLabFile() !== undefined && 'is about the gateway by itself',
})
