// Copies what the pages need out of node_modules into dist, which the binary
// embeds. Run it as "npm ci && node build.mjs" (or "make assets").
//
// The stock style sheet fetches a font from another site, under a licence for
// the NHS only. Both @font-face rules are cut, the text falls back to Arial, and
// the build fails should any address of another site be left.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, 'dist')
const nhsuk = join(here, 'node_modules', 'nhsuk-frontend')
const { version, license } = JSON.parse(readFileSync(join(nhsuk, 'package.json'), 'utf8'))

rmSync(join(dist, 'images'), { force: true, recursive: true })
mkdirSync(join(dist, 'images'), { recursive: true })

const css = readFileSync(join(nhsuk, 'dist/nhsuk/nhsuk-frontend.min.css'), 'utf8')
  .replace(/@font-face\{[^}]*\}/g, '')
  .replace(/\/\*#.*?\*\//gs, '')
  .replaceAll('/assets/images/', 'images/')

const outside = css.match(/(https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^\s)"']*/i)
if (outside) {
  throw new Error(`nhsuk-frontend still points outside: ${outside[0]}`)
}
for (const [, image] of css.matchAll(/url\("?images\/([a-z-]+\.svg)"?\)/g)) {
  copyFileSync(join(nhsuk, 'dist/nhsuk/assets/images', image), join(dist, 'images', image))
}
writeFileSync(join(dist, 'nhsuk.css'), `/*! nhsuk-frontend ${version}, NHS England, ${license} licence, without its fonts */\n${css}`)
console.log(`assets: ${Math.round(css.length / 1000)} kB of styles ready`)
