import { readFile } from 'node:fs/promises'
import type { ClientInfo, ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { askSecretly } from './ask.ts'
import { authenticationOf, certificateMethods, methods } from './client-authentication.ts'
import { readClientKey, readShownCertificate } from './client-key.ts'
import type { ClientKey } from './client-key.ts'
import { walkBackchannelFlow } from './backchannel-flow.ts'
import { walkCodeFlow } from './code-flow.ts'
import type { Endpoints, Person } from './code-flow.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { openProver } from './dpop.ts'
import type { Prove } from './dpop.ts'
import { decodeToken } from './decode-token.ts'
import { walkDeviceFlow } from './device-flow.ts'
import { portalOf, requireDefinition } from './require-definition.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'
import { timeOfServer } from './time-of-server.ts'
import { requestToken } from './token-request.ts'
import { describeUnknownUser } from './unknown-user.ts'

/** `./lab token`: an access token by client credentials, with `--user` by the code flow, or as `--grant` says. */
export const command = defineCommand({
  flags: {
    client: { value: 'NAME-OR-ID', description: 'postman unless told; cli with --user' },
    scope: { value: 'SCOPE', description: 'my/scope unless told; several in quotes' },
    grant: {
      value: 'GRANT',
      description:
        'device: the user answers in a browser; off unless said: ciba, which asks --user there; password: --user’s own; jwt-bearer: of --assertion',
      read: readGrant,
    },
    assertion: {
      value: 'FILE',
      description: 'the JWT of a trusted issuer, for --grant jwt-bearer',
    },
    user: { value: 'USER', description: 'sign this user in by the code flow, without a browser' },
    auth: {
      value: 'METHOD',
      description: 'how the client authenticates; as it is registered unless told',
      read: readMethod,
    },
    key: { value: 'FILE', description: 'its private key: PEM, PKCS#12 or JWK' },
    cert: {
      value: 'FILE',
      description:
        'the certificate that is shown with that key, PEM; the one beside the key unless told',
    },
    kid: { value: 'KID', description: 'the name of that key; the one of a JWK unless told' },
    x5t: { description: 'name the key by the thumbprints of its certificate, not by kid' },
    alg: { value: 'ALG', description: 'what signs the assertion; what fits the key unless told' },
    dpop: {
      value: 'FILE',
      description: 'bind the token to this private key by DPoP; made where there is no such file',
    },
    headers: {
      value: 'URL',
      description: 'print the headers with which a GET of this address takes the token',
    },
    totp: { value: 'CODE', description: 'the code of the user’s second factor' },
    decode: { description: 'print header and payload below the token' },
    sandbox,
    data,
  },
  async run({ flags }) {
    const { user, grant, scope = 'my/scope', totp, auth: method, kid, x5t, alg } = flags
    if (grant === 'password' && user === undefined) {
      throw new UsageError(['--grant password goes with --user'], 'token')
    }
    if (grant === 'ciba' && (user === undefined || flags.client === undefined)) {
      throw new UsageError(['--grant ciba goes with --user and --client'], 'token')
    }
    if (grant === 'device' && user !== undefined) {
      throw new UsageError(['--grant device goes without --user: who answers signs in'], 'token')
    }
    if ((grant === 'jwt-bearer') !== (flags.assertion !== undefined)) {
      throw new UsageError(['--grant jwt-bearer and --assertion FILE go together'], 'token')
    }
    if (grant === 'jwt-bearer' && user !== undefined) {
      throw new UsageError(
        ['--grant jwt-bearer goes without --user: its issuer names the user'],
        'token',
      )
    }
    if (totp !== undefined && user === undefined) {
      throw new UsageError(['--totp goes with --user'], 'token')
    }
    if (flags.key === undefined && (x5t || kid !== undefined)) {
      throw new UsageError(['--x5t and --kid go with --key FILE'], 'token')
    }
    const assertion =
      flags.assertion === undefined ? undefined : await readAssertion(flags.assertion)
    const lab = await requireLab(flags.data)
    let { fetch } = lab
    const control = lab.control(flags.sandbox)
    await requireOwnServer(
      control,
      `sign in at ${control.base}/client/application/, which shows its tokens, or ask the server's token endpoint with a client that is registered there`,
    )
    await requireDefinition(control)
    const client = await findClient(control, flags.client ?? (user || grant ? 'cli' : 'postman'))
    const endpoints = await discover(fetch, `${control.base}/authserver/oauth2`)
    const now = () => timeOfServer(control)
    const key = flags.key === undefined ? undefined : await readClientKey(flags.key)
    const isShown =
      flags.cert !== undefined ||
      certificateMethods.includes(method ?? client.token_endpoint_auth_method ?? '')
    if (isShown) {
      fetch = lab.fetchShowing(await readShownCertificate(requireKey(key), flags.cert))
      endpoints.token_endpoint = requireAlias(endpoints)
    }
    const authenticate = authenticationOf(
      client,
      { method, key, kid, x5t, alg },
      { issuer: endpoints.issuer, now },
    )
    const prove = flags.dpop === undefined ? undefined : await openProver(flags.dpop, now)
    const request = (form: Record<string, string>) =>
      requestToken(fetch, endpoints.token_endpoint, authenticate, { ...form, scope }, prove)
    const ask = async () => {
      const tell = (text: string) => void process.stderr.write(text)
      if (grant === 'device') {
        return walkDeviceFlow({ fetch, endpoints, authenticate, scope, tell, prove })
      }
      if (grant === 'ciba') {
        const page = `${control.base}/authserver/backchannel`
        const walk = { fetch, endpoints, authenticate, scope, user: user!, page, tell, prove }
        return walkBackchannelFlow(walk)
      }
      if (assertion !== undefined) return request({ grant_type: jwtBearer, assertion })
      if (user === undefined) return request({ grant_type: 'client_credentials' })
      const person = personOf(user, totp, lab)
      if (grant === 'password') {
        return request({
          grant_type: 'password',
          username: user,
          password: await person.password(),
        })
      }
      return walkCodeFlow({ fetch, endpoints, client, authenticate, scope, person, prove }).catch(
        (error: unknown) => refuseUnknownUser(error, control, user),
      )
    }
    const { access_token } = await ask()
    const lines =
      flags.headers === undefined
        ? [access_token]
        : await headersFor({ url: flags.headers, token: access_token }, prove)
    process.stdout.write(`${lines.join('\n')}\n`)
    if (flags.decode) process.stdout.write(`\n${decodeToken(access_token)}\n`)
  },
})

function requireKey(key: ClientKey | undefined): ClientKey {
  if (key !== undefined) return key
  throw new CommandFailure('a certificate is shown with its key: --key FILE')
}

/** Where a certificate is shown (RFC 8705 §5). */
function requireAlias({ mtls_endpoint_aliases: aliases }: Endpoints): string {
  if (aliases !== undefined) return aliases.token_endpoint
  throw new CommandFailure('this lab has no place for certificates; start it with --mtls-port PORT')
}

/** The headers of a GET with a token (RFC 6750 §2.1, RFC 9449 §7.1), a line each. */
async function headersFor(
  { url, token }: { url: string; token: string },
  prove: Prove | undefined,
): Promise<string[]> {
  if (prove === undefined) return [`Authorization: Bearer ${token}`]
  const proof = await prove({ method: 'GET', url, token })
  return [`Authorization: DPoP ${token}`, `DPoP: ${proof}`]
}

const grants = ['device', 'ciba', 'password', 'jwt-bearer'] as const
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

function readGrant(text: string): (typeof grants)[number] {
  const grant = grants.find((one) => one === text)
  if (grant !== undefined) return grant
  throw new Error(`must be one of ${grants.join(', ')}`)
}

/** @throws CommandFailure for a file that cannot be read */
async function readAssertion(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  })
  return text.trim()
}

function readMethod(text: string): string {
  if (methods.includes(text)) return text
  throw new Error(`must be one of ${methods.join(', ')}`)
}

async function findClient(control: ControlClient, wanted: string): Promise<ClientInfo> {
  const { clients } = control
  for (const filter of [{ client_id: wanted }, { client_name: wanted }]) {
    const [found] = await clients.list({ ...filter, limit: 1 })
    if (found !== undefined) return found
  }
  const some = await clients.list({ limit: 100 })
  const names = some.flatMap(({ client_name }) => client_name ?? [])
  const near = nearest(wanted, names)
  const others =
    names.length === 0 ? `create one at ${portalOf(control)}` : `there are ${names.join(', ')}`
  const hint = near === undefined ? `; ${others}` : `; did you mean ${near}?`
  throw new CommandFailure(`there is no client ${wanted}${hint}`)
}

async function discover(fetch: Fetch, issuer: string): Promise<Endpoints> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  if (!response.ok) throw new CommandFailure(`discovery answered ${response.status}`)
  return (await response.json()) as Endpoints
}

/** Nobody may be told by a server who its users are; the lab's own administrator may. */
async function refuseUnknownUser(
  error: unknown,
  control: ControlClient,
  user: string,
): Promise<never> {
  const unknown =
    error instanceof CommandFailure ? await describeUnknownUser(control, user) : undefined
  throw unknown === undefined ? error : new CommandFailure(unknown, { cause: error })
}

function personOf(username: string, totp: string | undefined, { file }: RunningLab): Person {
  const known: Record<string, string> = { ...defaultPasswords, ...file.passwords }
  return {
    username,
    async password() {
      const given = process.env['LAB_PASSWORD'] ?? known[username]
      const password = given ?? (await askSecretly(`Password of ${username}`))
      if (password) return password
      throw new CommandFailure(`the password of ${username} is not known; set LAB_PASSWORD`)
    },
    async totp() {
      const code = totp ?? (await askSecretly(`Six-digit code of ${username}`))
      if (code) return code
      throw new CommandFailure(`${username} has a second factor; add --totp CODE`)
    },
  }
}
