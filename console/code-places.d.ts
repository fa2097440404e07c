declare module 'virtual:code-places' {
  const places: import('./flow/code/find-places.ts').CodePlaces
  export default places
}
