import { consoleAddress } from '../console-link.ts'
import type { Pages } from '../pages.ts'
import type { KeyValue } from '../parts.ts'
import { address } from '../text.ts'
import { openedFrame } from './frame.ts'
import type { Opened } from './frame.ts'

/** What a program is told at the address of a management API itself. */
export interface ApiEntry {
  /** The role whose API it is. */
  api: string
  /** Where its description in OpenAPI is. */
  description: string
  /** Where an administrator asks for a token. */
  signIn: string
}

export interface ApiModel extends Opened {
  url: string
  /** An OpenAPI 3.1 document. */
  description: object
  /** Present where the API itself was opened. */
  entry?: ApiEntry | undefined
}

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: object
  responses?: Record<string, unknown>
}
interface OpenApi {
  info: { title: string }
  paths: Record<string, Record<string, Operation>>
}

/** The page that lists the operations of a management API. */
export function apiPage(pages: Pages, model: ApiModel): string {
  const { info, paths } = model.description as OpenApi
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => rowOf(method, path, operation)),
  )
  const title = model.entry === undefined ? 'API description' : 'Management API'
  return pages.render('api', {
    ...model,
    page: openedFrame(model, title),
    title,
    name: info.title,
    operations,
    manage: consoleAddress(model.sandbox),
    command: commandOf(model.sandbox, paths),
  })
}

/** A call that changes nothing and takes no document; each API has it. */
function commandOf({ prefix }: ApiModel['sandbox'], paths: OpenApi['paths']): string {
  const path = Object.keys(paths).find((one) => one.endsWith('/policy')) ?? ''
  const place = prefix === '' ? '' : ` --sandbox ${prefix.slice('/~'.length)}`
  return `./lab api GET ${path}${place}`
}

function rowOf(
  method: string,
  path: string,
  { parameters = [], requestBody, responses = {} }: Operation,
): KeyValue {
  const takes = [
    ...parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    ...(requestBody === undefined ? [] : ['a document']),
  ]
  const says = [
    takes.length > 0 && `Takes ${takes.join(', ')}.`,
    `Answers ${Object.keys(responses)
      .map((status) => (status === 'default' ? 'a refusal' : status))
      .join(', ')}.`,
  ]
  return {
    name: method.toUpperCase(),
    value: address(path),
    mean: says.filter(Boolean).join(' '),
  }
}
