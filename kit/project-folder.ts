/** The project's folder: the one above `kit/`, and above `dist/` where the services are bundled. */
export const projectFolder = new URL('..', import.meta.url)
