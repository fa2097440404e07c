import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/** Milliseconds on the sandbox's clock that the outbox keeps a mail. */
const kept = 7 * 24 * 3600_000
/** How many mails the outbox of a sandbox keeps. */
const most = 1000
/** Under which name requests for mails are counted; no user can have it. */
const subject = '\0mail'

export interface Mail {
  to: string
  subject: string
  /** Plain text. */
  text: string
}

/**
 * Seconds that an address has to wait until it may ask for a mail again; 0 where it may, and then this time is
 * counted. Whether a mail is sent then makes no difference.
 */
export function askForMail(exchange: Exchange): Promise<number> {
  const { server, sandbox, request } = exchange
  const { ip } = request
  return server.throttle.inTurn(sandbox, subject, ip, async () => {
    const wait = Math.ceil((await server.throttle.wait(sandbox, subject, ip)) / 1000)
    if (!observe(exchange, 'mail.throttled', wait === 0, `It waits for ${wait} s.`)) return wait
    await server.throttle.failed(sandbox, subject, ip)
    return 0
  })
}

/** Whether a mailbox may be sent one more mail: it is counted then. The person at the browser is not told. */
export async function mayWriteTo(exchange: Exchange, to: string): Promise<boolean> {
  const { server, sandbox } = exchange
  const mailbox = `${subject} to ${to.toLowerCase()}`
  const isLocked = (await server.throttle.wait(sandbox, mailbox, '')) > 0
  const sent = isLocked ? Infinity : await server.throttle.failed(sandbox, mailbox, '')
  return observe(exchange, 'mail.recipient-throttled', sent <= freeAttempts)
}

/** Puts a mail into the sandbox's outbox. It leaves the lab never; the oldest make room for new ones. */
export async function sendMail(
  { server, sandbox, debug }: Exchange,
  { to, ...mail }: Mail,
): Promise<void> {
  const now = sandbox.clock.now()
  await server.db
    .insertInto('mails')
    .values({
      sandbox: sandbox.id,
      mail_id: sandbox.random.id('m-'),
      recipient: to,
      ...mail,
      created_at: now,
      expires_at: now + kept,
    })
    .execute()
  debug?.step('stored', `mail "${mail.subject}"`)
  const newest = server.db
    .selectFrom('mails')
    .select('mail_id')
    .where('sandbox', '=', sandbox.id)
    .orderBy('created_at', 'desc')
    .orderBy('mail_id')
    .limit(most)
  await server.db
    .deleteFrom('mails')
    .where('sandbox', '=', sandbox.id)
    .where('mail_id', 'not in', newest)
    .execute()
}
