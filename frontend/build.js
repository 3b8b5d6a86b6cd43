// Builds every frontend/*.entry.js into one script without imports, which a page of Dalel has in it.
//
// The first line of an entry says where it goes (from the repository's root) and what it must run on:
//   // out: dalel/publish/bulletin/page.js target: es5
// `node build.js` writes the files, `node build.js --check` only says whether the committed ones are up to date.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const HEAD = /^\/\/ out: (dalel\/[\w/.-]+\.js) target: (es5|es20\d\d)$/;
const checking = process.argv.includes("--check");
let stale = 0;

for (const name of readdirSync(here).filter((name) => name.endsWith(".entry.js")).sort()) {
  const path = join(here, name);
  const head = HEAD.exec(readFileSync(path, "utf8").split("\n", 1)[0]);
  if (!head || head[1].includes("..")) throw new Error(`frontend/${name}:1: expected "// out: dalel/….js target: es5"`);
  const [, out, target] = head;
  const built = await build({
    entryPoints: [path],
    bundle: true,
    charset: "ascii",
    format: "iife",
    legalComments: "inline",
    logLevel: "warning",
    minify: true,
    platform: "browser",
    target,
    write: false,
  });
  const text = built.outputFiles[0].text;
  if (/<\/script|<!--/i.test(text)) throw new Error(`frontend/${name}: it would end the script element it stands in`);
  const written = join(here, "..", out);
  if (!checking) {
    writeFileSync(written, text);
    console.log(`${out}: ${text.length} bytes`);
  } else if (readFileSync(written, "utf8") !== text) {
    stale += 1;
    console.error(`${out} is not what frontend/${name} builds; run "npm run build"`);
  }
}
process.exitCode = stale ? 1 : 0;
