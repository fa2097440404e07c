import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isOrigin } from './origin.ts'

for (const text of [
  'https://app.example',
  'https://app.example:8080',
  'http://[::1]:3000',
  'capacitor://localhost',
  'ionic://localhost',
  'app://obsidian.md',
  'null',
]) {
  test(`${text} is an origin`, () => equal(isOrigin(text), true))
}

for (const text of [
  '',
  '*',
  'app.example',
  'https://app.example/',
  'https://app.example:443',
  'https://App.example',
  'https://user@app.example',
  'https://*.app.example',
  'capacitor://localhost/index.html',
  'data:text/html,',
  'Null',
]) {
  test(`${JSON.stringify(text)} is no origin`, () => equal(isOrigin(text), false))
}
