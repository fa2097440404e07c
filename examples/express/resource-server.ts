import express from 'express'
import type { NextFunction, Request, Response } from 'express'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { listen, readSettings } from './settings.ts'

/**
 * An external resource server: `LAB_RESSERVER_URL=http://127.0.0.1:4000`. It gets the whole path,
 * `/resserver/…`, and says who was let in. NODE_EXTRA_CA_CERTS has the lab's root certificate.
 */
const { origin, issuer, port } = readSettings()
const audience = `${origin}/resserver`
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))

const app = express()
// Behind the lab's web server: req.protocol, req.hostname and req.ip are the browser's.
app.set('trust proxy', true)
app.get('/resserver/protected-resources/', requireScope('my/scope'), (request, response) => {
  const { sub, client_id, scope } = response.locals
  const url = `${request.protocol}://${request.host}${request.originalUrl}`
  response.json({ from: 'express', url, sub, client_id, scope })
})

listen(app, port)

/** Verifies the bearer token as RFC 9068 §4 says, and challenges as RFC 6750 §3 says. */
function requireScope(wanted: string) {
  return async (request: Request, response: Response, next: NextFunction) => {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.get('authorization') ?? '') ?? []
    if (token === undefined) return challenge(response, 401)
    try {
      const options = {
        issuer,
        audience,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'sub', 'client_id'],
      }
      const { payload } = await jwtVerify(token, keys, options)
      const { scope = '' } = payload as { scope?: string }
      if (!scope.split(' ').includes(wanted)) {
        return challenge(response, 403, 'insufficient_scope', `The token has no ${wanted}.`)
      }
      response.locals = payload
      return next()
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) return next(error)
      return challenge(response, 401, 'invalid_token', `The token is refused: ${error.code}.`)
    }
  }
}

function challenge(response: Response, status: number, error?: string, description?: string) {
  const parameters = error ? `, error="${error}", error_description="${description}"` : ''
  response.set('www-authenticate', `Bearer realm="express"${parameters}`)
  response.status(status).json({ error: error ?? 'unauthorized' })
}
