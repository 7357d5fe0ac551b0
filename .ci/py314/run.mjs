// Runs the project's tests on CPython 3.14, compiled to WebAssembly: node run.mjs INSTALLED [PYTEST'S ARGUMENTS ...]
// INSTALLED is the folder that `make py314` fills.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const here = import.meta.dirname
const [installed, ...given] = process.argv.slice(2)
const { loadPyodide } = await import(pathToFileURL(resolve(installed, 'node_modules/pyodide/pyodide.mjs')))

const python = await loadPyodide({
  env: {
    HOME: '/tmp',
    PYTEST_PLUGINS: 'mockvpce.pytest_plugin',
    PYTHONPYCACHEPREFIX: '/compiled',
  },
})
const mounts = { '/site': join(installed, 'site'), '/compiled': join(installed, 'compiled'), '/project': resolve(here, '../..') }
mkdirSync(mounts['/compiled'], { recursive: true })
for (const [place, root] of Object.entries(mounts)) {
  python.FS.mkdir(place)
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place)
}
python.globals.set('given', python.toPy(given))
process.exitCode = python.runPython(readFileSync(join(here, 'start.py'), 'utf8'))
