export interface WildcardRules {
  /** `?` stands for one character. */
  readonly single?: boolean;
  readonly ignoreCase?: boolean;
}

/** A pattern in which `*` stands for any characters, as an expression that matches whole texts. */
export function wildcard(pattern: string, rules: WildcardRules = {}): RegExp {
  const literal = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const source = rules.single === true ? literal.replaceAll('\\?', '.') : literal;
  return new RegExp(`^${source}$`, rules.ignoreCase === true ? 'si' : 's');
}
