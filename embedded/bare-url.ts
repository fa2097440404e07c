/** Whether a text is the URL of an external program: scheme, host and port, and nothing else. */
export function isBareUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return false
  return url.href === `${url.origin}/` && !/[?#]/.test(text)
}
