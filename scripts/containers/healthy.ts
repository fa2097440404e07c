import { get } from 'node:http'

/** A container's healthcheck, without curl: whether the role answers 200 at this path. */
const port = process.env['LAB_LISTEN_PORT'] ?? '3000'
get(`http://127.0.0.1:${port}${process.argv[2]}`, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1)
}).on('error', () => process.exit(1))
