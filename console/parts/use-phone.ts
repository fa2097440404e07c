import { useSyncExternalStore } from 'react'

const phone = matchMedia('(max-width: 48rem)')

/** Whether the page has the width of a phone, where the design changes. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => phone.matches)
}

function subscribe(change: () => void) {
  phone.addEventListener('change', change)
  return () => phone.removeEventListener('change', change)
}
