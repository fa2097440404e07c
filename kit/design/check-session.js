// Tells the client that frames this page whether the session changed (OpenID Connect Session Management §3.2).
const { cookie } = document.getElementById('check-session').dataset

addEventListener('message', async ({ source, origin, data }) => {
  // Only who holds the frame may ask.
  if (source === null || source !== parent || parent === self) return
  source.postMessage(await answerTo(data, origin), origin)
})

/** @returns `unchanged`, `changed`, or `error` for what is no question */
async function answerTo(question, origin) {
  const [, client, hash, salt] = /^(\S+) ([\w-]+)\.([\w-]+)$/.exec(question) ?? []
  if (salt === undefined) return 'error'
  // The cookie's value is base64url: nothing is encoded there.
  const state = document.cookie
    .split('; ')
    .find((one) => one.startsWith(`${cookie}=`))
    ?.slice(cookie.length + 1)
  if (state === undefined) return 'changed'
  const text = new TextEncoder().encode([client, origin, state, salt].join(' '))
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  const found = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  return found === hash ? 'unchanged' : 'changed'
}
