import { openGateway } from '../web-server/gateway-server.ts'
import { webServerSuite } from '../web-server/suite.ts'
import { runningLabFile } from '../test-lab.ts'

webServerSuite('gateway', openGateway, {
  skip: runningLabFile() !== undefined && 'is about the gateway by itself',
})
