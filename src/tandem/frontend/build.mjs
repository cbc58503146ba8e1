// Builds everything the browser loads into static/tandem/: styles, script, fonts, icon sprite.
// Usage: npm run build   (npm run watch rebuilds on change)
// Fails when a template names an icon that does not exist, so a missing picture never reaches a page.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const product = dirname(here);
const source = join(here, "static_src");
const out = join(here, "static", "tandem");
const packageFolder = (name) => join(product, "..", "..", "node_modules", ...name.split("/"));

function filesUnder(folder, endings) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

// Where an icon may be named: {% icon "phone" %}, icon="phone", "icon": "phone", and the list of names built at run time.
const ICON_NAMES = [/\{%\s*icon\s+["']([a-z0-9-]+)["']/g, /\bicon=["']([a-z0-9-]+)["']/g, /["']icon["']:\s*["']([a-z0-9-]+)["']/g];

function usedIcons() {
  const used = new Map();
  for (const file of filesUnder(product, [".html", ".py"])) {
    if (file.includes(`${join("/", "tests", "/")}`)) continue;
    const text = readFileSync(file, "utf8");
    for (const pattern of ICON_NAMES)
      for (const [, name] of text.matchAll(pattern)) used.set(name, relative(product, file));
  }
  for (const line of readFileSync(join(source, "icons.txt"), "utf8").split("\n")) {
    const name = line.replace(/#.*/, "").trim();
    if (name) used.set(name, "frontend/static_src/icons.txt");
  }
  return used;
}

function buildSprite() {
  const folder = join(packageFolder("@tabler/icons"), "icons", "outline");
  const symbols = [];
  const unknown = [];
  for (const [name, file] of [...usedIcons()].sort()) {
    let svg;
    try {
      svg = readFileSync(join(folder, `${name}.svg`), "utf8");
    } catch {
      unknown.push(`  ${name} (${file})`);
      continue;
    }
    const body = svg.match(/<svg[^>]*>(.*)<\/svg>/s)[1].replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s+/g, " ").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`);
  }
  if (unknown.length) throw new Error(`No such icon:\n${unknown.join("\n")}\nThe names are those of @tabler/icons, outline.`);
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  return symbols.length;
}

function copyFonts() {
  const folder = join(packageFolder("@fontsource-variable/inter"), "files");
  for (const subset of ["latin", "latin-ext"])
    copyFileSync(join(folder, `inter-${subset}-opsz-normal.woff2`), join(out, "fonts", `inter-${subset}.woff2`));
}

function buildStyles() {
  const cli = join(packageFolder("@tailwindcss/cli"), "dist", "index.mjs");
  const run = spawnSync(process.execPath, [cli, "-i", join(source, "css", "tandem.css"), "-o", join(out, "tandem.css"), "--minify"], {
    cwd: here,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr || String(run.error));
}

// app.js is on every page; charts.js, much larger, only on those that draw.
function buildScript(name) {
  esbuild.buildSync({
    entryPoints: [join(source, "js", name)],
    outfile: join(out, name),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
}

function build() {
  const started = Date.now();
  mkdirSync(join(out, "fonts"), { recursive: true });
  copyFonts();
  copyFileSync(join(source, "icon.svg"), join(out, "icon.svg"));
  const icons = buildSprite();
  buildScript("app.js");
  buildScript("charts.js");
  buildStyles();
  console.log(`Built ${relative(process.cwd(), out)} with ${icons} icons in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

try {
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (process.argv.includes("--watch")) {
  let waiting;
  const again = (event, name) => {
    if (!name || /(^|\/)(static|__pycache__)\//.test(name) || !/\.(html|py|css|js|txt)$/.test(name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      try {
        build();
      } catch (error) {
        console.error(error.message);
      }
    }, 150);
  };
  watch(product, { recursive: true }, again);
  console.log("Watching for changes.");
}
