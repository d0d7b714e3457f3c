/**
 * Sections of an INI file with their fields: `[section]`, `name = value`, comments after `#` or `;` at the start of a
 * line, values optionally in double quotes. Lines that are none of these are passed over, as the SDKs do.
 */
export function parseIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      current = new Map();
      sections.set(section.trim(), current);
      continue;
    }
    const [, name, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) current.set(name, value.replace(/^"(.*)"$/, '$1'));
  }
  return sections;
}
