/** Anything an operation answers with: JSON data with wire names. */
export type Body = Readonly<Record<string, unknown>>;

export type Format = 'json' | 'xml';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json;charset=utf-8',
  xml: 'text/xml;charset=utf-8',
};

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function xmlElement(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item: unknown) => xmlElement(name, item)).join('');
  const content =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([child, childValue]) => xmlElement(child, childValue))
          .join('')
      : escapeXml(textOf(value));
  return `<${name}>${content}</${name}>`;
}

/** @param root name of the XML root: `<Operation>Response`, or `Error` */
export function render(body: Body, root: string, format: Format): string {
  if (format === 'json') return JSON.stringify(body);
  return `<?xml version='1.0' encoding='UTF-8'?>${xmlElement(root, body)}`;
}
