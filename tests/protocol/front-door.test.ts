import { openGatewayDoor } from '../front-door/gateway-door.ts'
import { frontDoorSuite } from '../front-door/suite.ts'

frontDoorSuite('gateway', openGatewayDoor)
