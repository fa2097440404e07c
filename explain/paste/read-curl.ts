import type { HarEntry, HarPair } from '../har/har.ts'
import { shellWords } from './shell-words.ts'

/** What is no curl command that can be read; the message says why. */
export class NotCurl extends Error {
  override name = 'NotCurl'
}

const withValue = new Set(
  (
    '-X --request -H --header -d --data --data-raw --data-ascii --data-binary --data-urlencode --json -u ' +
    '--user -b --cookie -A --user-agent -e --referer --url -o --output --cacert --cert -E --key --max-time -m ' +
    '--connect-timeout --resolve --oauth2-bearer -F --form -w --write-out -x --proxy --retry -c --cookie-jar'
  ).split(' '),
)

/** The request that a curl command would send. Nothing is sent. @throws NotCurl */
export function readCurl(command: string): HarEntry {
  const [name, ...words] = shellWords(command.trim())
  if (name !== 'curl') throw new NotCurl('The command does not begin with curl.')
  const request = { method: '', url: '', headers: [] as HarPair[], data: [] as string[] }
  let isQuery = false
  for (const [flag, value] of flagsOf(words)) {
    if (flag === '-G' || flag === '--get') isQuery = true
    else if (flag === '-I' || flag === '--head') request.method ||= 'HEAD'
    else apply(request, flag, value ?? '')
  }
  const { headers, data } = request
  const url = isQuery && data.length > 0 ? withQuery(request.url, data.join('&')) : request.url
  if (!URL.canParse(url)) throw new NotCurl('The curl command has no URL that can be read.')
  const posts = data.length > 0 && !isQuery
  const said = headers.find((header) => header.name.toLowerCase() === 'content-type')?.value
  const mimeType = said ?? 'application/x-www-form-urlencoded'
  return {
    request: {
      method: request.method || (posts ? 'POST' : 'GET'),
      url,
      headers,
      ...(posts && { postData: { mimeType, text: data.join('&') } }),
    },
  }
}

/** Flags with their values, `--flag=value` and `-dvalue` too; a word without a flag is the URL. */
function flagsOf(words: string[]): [flag: string, value: string | undefined][] {
  const found: [string, string | undefined][] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const short = word.slice(0, 2)
    if (!word.startsWith('-') || word === '-') found.push(['--url', word])
    else if (withValue.has(word)) found.push([word, words[++i]])
    else if (!word.startsWith('--') && word.length > 2 && withValue.has(short)) {
      found.push([short, word.slice(2)])
    } else found.push([word, undefined])
  }
  return found
}

function apply(
  request: { method: string; url: string; headers: HarPair[]; data: string[] },
  flag: string,
  value: string,
): void {
  const header = (name: string, said: string) => request.headers.push({ name, value: said })
  switch (flag) {
    case '-X':
    case '--request':
      request.method = value
      break
    case '--url':
      request.url ||= /^[a-z][\w+.-]*:/i.test(value) ? value : `http://${value}`
      break
    case '-H':
    case '--header': {
      const at = value.indexOf(':')
      if (at > 0) header(value.slice(0, at).trim(), value.slice(at + 1).trim())
      break
    }
    case '-d':
    case '--data':
    case '--data-raw':
    case '--data-ascii':
    case '--data-binary':
      request.data.push(value)
      break
    case '--data-urlencode':
      request.data.push(urlEncoded(value))
      break
    case '--json':
      header('content-type', 'application/json')
      request.data.push(value)
      break
    case '-u':
    case '--user':
      header('authorization', `Basic ${toBase64(value.includes(':') ? value : `${value}:`)}`)
      break
    case '--oauth2-bearer':
      header('authorization', `Bearer ${value}`)
      break
    case '-b':
    case '--cookie':
      header('cookie', value)
      break
    case '-A':
    case '--user-agent':
      header('user-agent', value)
      break
    case '-e':
    case '--referer':
      header('referer', value)
      break
    default:
    // What changes how curl connects or prints changes no message.
  }
}

/** `name=content`, `=content` or `content`, encoded as curl does. */
function urlEncoded(value: string): string {
  const at = value.indexOf('=')
  if (at < 0) return encodeURIComponent(value)
  return `${at === 0 ? '' : value.slice(0, at + 1)}${encodeURIComponent(value.slice(at + 1))}`
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}
