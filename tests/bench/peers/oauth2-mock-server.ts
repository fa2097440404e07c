import { OAuth2Server } from 'oauth2-mock-server'

/** oauth2-mock-server as its README starts it. Arguments: port, and the algorithm of its key. */
const [port, algorithm] = process.argv.slice(2) as [string, string]
const server = new OAuth2Server()
await server.issuer.keys.generate(algorithm)
await server.start(Number(port), '127.0.0.1')
process.stdout.write('ready\n')
process.once('SIGTERM', () => void server.stop().then(() => process.exit()))
