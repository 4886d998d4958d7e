/**
 * Just enough XML: escaping for answers, and a strict little parser for the bodies that OSS
 * operations take.
 */

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** @param {string} text @returns {string} */
export function escapeXml(text) {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\ufffd');
}

/**
 * An element; arrays are its children, null and undefined are left out.
 * @param {string} name
 * @param {unknown} content text, number, or a list of rendered elements
 * @returns {string}
 */
export function element(name, content) {
  if (content === null || content === undefined) return '';
  const inner = Array.isArray(content) ? content.join('') : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** @param {string} name @param {string[]} children @returns {Buffer} */
export function xmlDocument(name, children) {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, children)}\n`,
    'utf8',
  );
}

/** @typedef {{name: string, text: string, children: XmlNode[]}} XmlNode */

const unescapeXml = (text) =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });

/** @param {string} text @returns {XmlNode | null} the root, null when it is not well formed */
export function parseXml(text) {
  const top = { name: '', text: '', children: [] };
  const stack = [top];
  const tokens =
    /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([\w:.-]+)([^<>]*?)(\/?)>|([^<]+)/y;
  for (tokens.lastIndex = 0; tokens.lastIndex < text.length;) {
    const match = tokens.exec(text);
    if (!match) return null;
    const [, cdata, slash, name, , selfClosing, plain] = match;
    const current = stack[stack.length - 1];
    if (plain !== undefined) current.text += unescapeXml(plain);
    else if (cdata !== undefined) current.text += cdata;
    else if (name === undefined) continue;
    else if (slash) {
      if (current.name !== name || stack.length === 1) return null;
      stack.pop();
    } else {
      const node = { name, text: '', children: [] };
      current.children.push(node);
      if (!selfClosing) stack.push(node);
    }
  }
  if (stack.length !== 1 || top.children.length !== 1 || top.text.trim() !== '') return null;
  return top.children[0];
}

/** @param {XmlNode} node @param {string} name @returns {XmlNode[]} */
export const childrenOf = (node, name) => node.children.filter((child) => child.name === name);

/** @param {XmlNode} node @param {string} name @returns {string | null} */
export const childText = (node, name) => childrenOf(node, name)[0]?.text.trim() ?? null;
