/**
 * `dist/custom-elements.json`, for editors and documentation: the elements as an application sees them, at their published
 * places, without what is private.
 */
const source = /^elements\/([^/]+)\/\1\.ts$/;
const published = (path) => path.replace(source, 'dist/elements/$1.js');

function publicFace(element) {
  const isPublic = ({ name, privacy, static: isStatic }) =>
    !isStatic && !name.startsWith('#') && (privacy ?? 'public') === 'public';
  const members = (element.members ?? []).filter(isPublic);
  const fields = new Set(members.map(({ name }) => name));
  return {
    ...element,
    members,
    // A property with a decorator looks like an attribute, also if it is the element's own state.
    attributes: (element.attributes ?? []).filter(({ fieldName }) => fieldName === undefined || fields.has(fieldName)),
    // The helper that fires an event of any name is no event.
    events: (element.events ?? []).filter(({ name }) => name.startsWith('linkus-')),
    // Its base class is not published.
    superclass: { name: 'LitElement', package: 'lit' },
  };
}

const publishedElements = {
  name: 'published-elements',
  packageLinkPhase({ customElementsManifest }) {
    customElementsManifest.modules = customElementsManifest.modules.flatMap((module) => {
      const elements = module.declarations.filter(({ tagName }) => tagName !== undefined).map(publicFace);
      if (!source.test(module.path) || elements.length === 0) return [];
      const path = published(module.path);
      const exports = elements.flatMap(({ name, tagName }) => [
        { kind: 'js', name, declaration: { name, module: path } },
        { kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } },
      ]);
      return [{ ...module, path, declarations: elements, exports }];
    });
  },
};

/** @type {import('@custom-elements-manifest/analyzer').UserConfig} */
export default {
  globs: ['elements/**/*.ts'],
  exclude: ['elements/**/*.test.ts', 'elements/**/testing/**'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [publishedElements],
};
