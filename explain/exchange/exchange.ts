import type { HarEntry } from '../har/har.ts'
import type { Field } from './field.ts'
import type { Json } from './jwt.ts'

/** One request and its response, read from a HAR entry. */
export interface Exchange {
  /** Its place in the recording, from 0. */
  index: number
  entry: HarEntry
  /** Milliseconds since 1970: on the lab's clock where the recording says it, else the HAR's; NaN where neither is there. */
  at: number
  method: string
  url: URL
  /** Origin and path: what an endpoint is known by. */
  address: string
  query: Field[]
  /** Parameters after `#`; browsers send none of it. */
  fragment: Field[]
  /** Parameters of a form in the body. */
  form: Field[]
  requestHeaders: Field[]
  /** The request's body, where it is a JSON object. */
  requestJson: Json | undefined
  /** 0: no answer came. */
  status: number
  responseHeaders: Field[]
  /** The response's body, where it is a JSON object. */
  responseJson: Json | undefined
  /** The response's body, where it is one JWT: signed UserInfo or introspection. */
  responseJwt: string | undefined
  /** Where the answer sends the browser. */
  redirect: Redirect | undefined
}

/** An answer that sends the browser on: by `Location`, or by a form that sends itself. */
export interface Redirect {
  url: URL
  /** Origin and path. */
  address: string
  by: 'Location' | 'form'
  query: Field[]
  fragment: Field[]
  form: Field[]
}
