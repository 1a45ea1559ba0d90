// node compress.mjs QUALITY FROM TO FROM TO …: Brotli.

import {readFileSync, writeFileSync} from "node:fs"
import {brotliCompressSync, constants} from "node:zlib"

const [quality, ...paths] = process.argv.slice(2)
for (let at = 0; at < paths.length; at += 2) {
  const data = readFileSync(paths[at])
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: +quality,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
  }
  writeFileSync(paths[at + 1], brotliCompressSync(data, {params}))
}
