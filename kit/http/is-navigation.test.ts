import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isNavigation } from './is-navigation.ts'

const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const rows: [string, Record<string, string>, boolean][] = [
  ['a browser that opens an address', { accept: page, 'sec-fetch-dest': 'document' }, true],
  ['a browser at a plain HTTP address', { accept: page }, true],
  ['a script of a page', { accept: '*/*', 'sec-fetch-dest': 'empty' }, false],
  ['a frame', { accept: page, 'sec-fetch-dest': 'iframe' }, false],
  ['a script that says text/html', { accept: page, 'sec-fetch-dest': 'empty' }, false],
  ['curl', { accept: '*/*' }, false],
  ['a program that says nothing', {}, false],
  ['HttpURLConnection', { accept: 'text/html, image/gif, image/jpeg, */*; q=0.2' }, false],
  ['a program that wants JSON', { accept: 'application/json' }, false],
]

for (const [who, headers, wanted] of rows) {
  test(`${who} ${wanted ? 'gets a page' : 'gets no page'}`, () => {
    equal(isNavigation({ headers }), wanted)
  })
}
