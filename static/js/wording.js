// @ts-check
/**
 * Finds words that could be kinder or clearer. It reads rules from static/hints/*.json, keeps
 * nothing and asks nobody; docs/hints.md says how the rules are written.
 *
 * @typedef {string | string[]} Said one expression, or several of which one is enough
 * @typedef {{on: boolean, in: string[], hint: string}} Kind
 * @typedef {{id: string, kind: string, match: Said, case?: boolean, in?: string[], hint?: string,
 *   unless?: string, not_after?: string, whole?: boolean, hits?: string[], misses?: string[]}} Pattern
 * @typedef {{language: string, small_words: string[], quoted: string[], terms: Record<string, Said>,
 *   kinds: Record<string, Kind>, patterns: Pattern[]}} Rules
 * @typedef {{id: string, kind: string, hint: string, words: string, from: number, to: number, language: string}} Hint
 */

/** More than this at once would be a schoolmaster. */
const MOST = 2;
const BEFORE_A_WORD = "(?<![\\p{L}\\p{N}])";
const AFTER_A_WORD = "(?![\\p{L}\\p{N}])";
/** Teams are found once; for the patterns that speak of them, each is a run of this sign. */
const TEAM = "\uE000";
const A_TEAM = `(?<!${TEAM})${TEAM}+(?!${TEAM})`;
const NOTHING = "\u0001";

export class Wording {
  /** @param {Rules} rules of one language */
  constructor(rules) {
    this.language = rules.language;
    this.rules = rules;
    this.small = new Set(rules.small_words);
    this.quoted = new RegExp(rules.quoted.join("|"), "gu");
    /** @type {Map<string, RegExp>} */
    this.expressions = new Map();
    this.teams = this.expression(rules.terms.team, "giu");
    this.patterns = rules.patterns.map((pattern) => this.prepare(pattern));
  }

  /** @param {Pattern} pattern */
  prepare(pattern) {
    const kind = this.rules.kinds[pattern.kind];
    return {
      ...pattern,
      on: kind.on,
      fields: pattern.in ?? kind.in,
      hint: pattern.hint ?? kind.hint,
      look: this.expression(pattern.match, pattern.case ? "gu" : "giu"),
      unless: pattern.unless ? this.expression(pattern.unless, "iu") : undefined,
      notAfter: pattern.not_after ? this.expression(pattern.not_after, "iu") : undefined,
    };
  }

  /**
   * Whole words only; a blank is any blanks, … the rest of a word, {{name}} one of the terms.
   * @param {Said} said @param {string} flags
   */
  expression(said, flags) {
    let source = oneOf(said);
    while (source.includes("{{")) {
      source = source.replace(/\{\{(\w+)\}\}/g, (_all, name) =>
        name === "team" ? A_TEAM : oneOf(this.rules.terms[name]),
      );
    }
    source = source.replaceAll("…", "\\p{L}*").replaceAll(" ", "(?:\\s+)");
    const known = this.expressions.get(flags + source);
    const expression = known ?? new RegExp(`${BEFORE_A_WORD}${source}${AFTER_A_WORD}`, flags);
    this.expressions.set(flags + source, expression);
    return expression;
  }

  /** Browsers compile at the first look. This takes it in small steps, before anybody waits. */
  async warm() {
    for (const { look } of this.patterns) {
      await new Promise((done) => setTimeout(done));
      TEAM.search(look);
    }
  }

  /** How many of the text's words are small words of this language. @param {string} text */
  knows(text) {
    return text.toLowerCase().split(/[^\p{L}]+/u).filter((word) => this.small.has(word)).length;
  }

  /**
   * @param {string} text
   * @param {string} field what it is written for: title, goal, poster, letter or idea
   * @param {{all?: boolean}} options all: kinds that are switched off, too
   * @returns {Hint[]} at most two, of different kinds and about different words
   */
  find(text, field, { all = false } = {}) {
    const own = withoutQuotes(text, this.quoted);
    const marked = own.replace(this.teams, (team) => TEAM.repeat(team.length));
    /** @type {Hint[]} */
    const found = [];
    for (const pattern of this.patterns) {
      if (found.length === MOST) break;
      if (!(pattern.on || all) || !pattern.fields.includes(field)) continue;
      if (found.some((hint) => hint.kind === pattern.kind)) continue;
      const at = firstMatch(own, marked, pattern);
      if (!at || found.some((other) => at.from < other.to && other.from < at.to)) continue;
      const { id, kind, hint } = pattern;
      found.push({ id, kind, hint, ...at, words: text.slice(at.from, at.to), language: this.language });
    }
    return found;
  }
}

/** @param {Said} said */
const oneOf = (said) => `(?:${[said].flat().join("|")})`;

/**
 * The same length, with signs that no pattern knows where others are quoted, and one kind of
 * apostrophe.
 * @param {string} text @param {RegExp} quoted
 */
function withoutQuotes(text, quoted) {
  return text.replace(quoted, (words) => NOTHING.repeat(words.length)).replaceAll("’", "'");
}

/**
 * @param {string} own the text @param {string} marked the same with its teams marked
 * @param {{look: RegExp, whole?: boolean, unless?: RegExp, notAfter?: RegExp}} pattern
 * @returns {{from: number, to: number} | null} no words where the whole text is meant
 */
function firstMatch(own, marked, { look, whole, unless, notAfter }) {
  const readBy = (/** @type {RegExp} */ expression) => (expression.source.includes(TEAM) ? marked : own);
  for (const match of readBy(look).matchAll(look)) {
    const from = match.index;
    const to = from + match[0].trimEnd().length;
    const begin = sentenceStart(own, from);
    const end = own.slice(to).search(/[.!?\n]/);
    if (unless && unless.test(readBy(unless).slice(begin, end < 0 ? undefined : to + end))) continue;
    if (notAfter && notAfter.test(readBy(notAfter).slice(sentenceStart(own, begin - 2), from))) continue;
    return whole ? { from: 0, to: 0 } : { from, to };
  }
  return null;
}

/** Where the sentence around `at` begins. @param {string} text @param {number} at */
function sentenceStart(text, at) {
  const ends = [...text.slice(0, Math.max(at, 0)).matchAll(/[.!?]\s|\n/g)];
  const last = ends.at(-1);
  return last ? last.index + last[0].length : 0;
}

/**
 * The wording whose language the text seems to be in: the first one where that is open.
 * @param {Wording[]} wordings @param {string} text
 */
export function spoken(wordings, text) {
  return wordings.reduce((best, next) => (next.knows(text) > best.knows(text) ? next : best));
}
