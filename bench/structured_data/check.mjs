// Runs Adobe's structured-data validator over every page of the folders given; fails on errors, counts warnings.

import { readFileSync, readdirSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

async function issuesOf(html) {
  const found = new WebAutoExtractor({ addLocation: true }).parse(html);
  const types = Object.entries(found.jsonld).map(([type, things]) => [type, things.length]);
  return { types, issues: await new Validator().validate(found) };
}

function counted(counts, key, more = 1) {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function shown(title, counts) {
  console.log(`\n${title}`);
  for (const [key, count] of [...counts].sort()) console.log(`${String(count).padStart(6)}  ${key}`);
}

let errors = 0;
for (const folder of process.argv.slice(2)) {
  const things = new Map(), said = new Map();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const { types, issues } = await issuesOf(readFileSync(`${folder}/${name}`, "utf8"));
    for (const [type, count] of types) counted(things, type, count);
    for (const issue of issues) {
      const path = (issue.path ?? []).map((step) => step.property ?? step.type).join(".");
      counted(said, `${issue.severity} ${path}: ${issue.issueMessage}`);
      errors += issue.severity === "ERROR";
    }
  }
  shown(`${folder}: things`, things);
  shown(`${folder}: issues`, said);
}
console.log(`\n${errors} errors`);
process.exit(errors ? 1 : 0);
