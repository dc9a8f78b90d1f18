export default function (config) {
  config.addPassthroughCopy({ static: "/" });
  return { dir: { input: "pages" }, markdownTemplateEngine: false, htmlTemplateEngine: false };
}
