import { openGatewayDoor } from '../front-door/gateway-door.ts'
import { frontDoorSuite } from '../front-door/suite.ts'
import { runningLabFile } from '../test-lab.ts'

frontDoorSuite('gateway', openGatewayDoor, {
  skip: runningLabFile() !== undefined && 'is about the gateway by itself',
})
