// Makes pictures with eleventy-img and its defaults; says what it made and how much CPU time that took.
import Image from "@11ty/eleventy-img";
import { readFileSync } from "node:fs";

const task = JSON.parse(readFileSync(0, "utf8"));
const files = [];
const before = process.cpuUsage();
const make = async (photo, widths, formats) => {
  const made = await Image(photo, { widths, formats, outputDir: task.folder, useCache: false });
  for (const list of Object.values(made))
    for (const { width, format, outputPath } of list) files.push({ photo, width, format, file: outputPath });
};
for (const photo of task.photos) {
  await make(photo, task.widths, ["avif", "webp"]);
  await make(photo, [task.fallback], ["jpeg"]);
}
const used = process.cpuUsage(before);
console.log(JSON.stringify({ files, seconds: (used.user + used.system) / 1e6 }));
