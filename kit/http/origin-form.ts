/**
 * A request target in absolute-form (RFC 9112 §3.2.2), split into scheme, authority and the target
 * in origin-form. A target in another form comes back as it is.
 */
export function originForm(target: string): {
  scheme?: string
  authority?: string
  target: string
} {
  if (target.startsWith('/')) return { target }
  const [prefix, scheme, authority] = /^(https?):\/\/([^/?#\\]+)/i.exec(target) ?? []
  if (prefix === undefined) return { target }
  const rest = target.slice(prefix.length)
  return {
    scheme: scheme!.toLowerCase(),
    authority: authority!,
    target: rest.startsWith('/') ? rest : `/${rest}`,
  }
}
