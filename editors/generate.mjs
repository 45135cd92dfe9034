// Writes the syntax files of the editors from words.json, the words of the compiler's own tables:
//   vscode/syntaxes/lsmap.tmLanguage.json   vim/syntax/lsmap.vim
// With --check it only says which of them differ; exit status 1 then.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const words = JSON.parse(readFileSync(join(here, "words.json"), "utf8"));

// Longest first: an alternation takes the first that fits.
const anyOf = (list) => [...list].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|");
const operatorWords = ["and", "or", "not", "in"];
const constants = ["true", "false", "null"];
const control = words.reserved.filter((w) => !operatorWords.includes(w) && !constants.includes(w));

// ---- TextMate ---------------------------------------------------------------------------------

const name = "[A-Za-z_][A-Za-z0-9_]*";
const studioName = `(?:${name}|\`[^\`\\r\\n]+\`)`;
const nextItem = `(?=^(?:${anyOf(words.items)})\\b(?!\\s*:))`;

function textMate() {
  const ref = (...names) => names.map((n) => ({ include: `#${n}` }));
  const captures = (...scopes) => Object.fromEntries(scopes.map((s, i) => [String(i + 1), { name: `${s}.lsmap` }]));
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "lsmap",
    scopeName: "source.lsmap",
    fileTypes: ["lsmap"],
    patterns: ref("items", "entries", "expression"),
    repository: {
      comment: { name: "comment.line.number-sign.lsmap", match: "#.*$" },
      items: {
        patterns: [
          { match: `^(lsmap)\\s+([0-9]+(?:\\.[0-9]+)?)`, captures: captures("keyword.other.version", "constant.numeric.version") },
          { match: `^(use)\\s+(?:(${name})|("(?:[^"\\\\]|\\\\.)*"))(?:\\s+(as)\\s+(${name}))?`,
            captures: captures("keyword.control.import", "entity.name.namespace", "string.quoted.double", "keyword.control.import", "entity.name.namespace") },
          { match: "^(config)\\b(?!\\s*:)", captures: captures("keyword.control.import") },
          { match: `^(output)\\s+(${name})`, captures: captures("keyword.other.output", "support.constant.shape") },
          { begin: `^(labels)\\s+(${name})\\s*(->)`,
            beginCaptures: captures("storage.type.labels", "entity.name.function.table", "keyword.operator.arrow"),
            end: `(?=\\{)|${nextItem}`, patterns: [...ref("comment"), { match: studioName, name: "entity.name.tag.control.lsmap" }] },
          { begin: `^(fn)\\s+(${name})`, beginCaptures: captures("storage.type.function", "entity.name.function"),
            end: `(=)(?![=>])|${nextItem}`, endCaptures: captures("keyword.operator.assignment"), patterns: ref("comment", "types") },
          { begin: `^(rules)\\s+(${name})\\s*(?=\\()`, beginCaptures: captures("storage.type.rules", "entity.name.function.rules"),
            end: `(?<=\\))|${nextItem}`, patterns: [{ begin: "\\(", end: "\\)", patterns: ref("comment", "types") }] },
          { begin: `^(type)\\s+(${name})`, beginCaptures: captures("storage.type.type", "entity.name.type"),
            end: nextItem, patterns: ref("comment", "types") },
          { begin: `^(input)\\b(?!\\s*:)(?:\\s+(${name})\\s*(?=:))?`, beginCaptures: captures("storage.type.input", "variable.other.constant.input"),
            end: nextItem, patterns: ref("comment", "types") },
          { begin: `^(param|const)\\s+(${name})`, beginCaptures: captures("storage.type.constant", "variable.other.constant"),
            end: `(=)(?![=>])|${nextItem}`, endCaptures: captures("keyword.operator.assignment"), patterns: ref("comment", "types") },
          { match: `^(task)\\b(?!\\s*:)`, captures: captures("storage.type.task") },
          { match: `^(test)\\s+(?=")`, captures: captures("storage.type.test") },
        ],
      },
      entries: {
        patterns: [
          { match: `(->)\\s*(?!(?:${anyOf(words.reserved)})\\b)(${studioName})(?=\\s*\\{|\\s+(?:on|as|[A-Za-z_][A-Za-z0-9_.]*(?:\\[[^\\]]*\\])?\\s+to)\\b)`,
            captures: captures("keyword.operator.arrow", "entity.name.tag.control") },
          { match: `(?:^|(?<=[{,;]))\\s*(with)\\s+(${studioName})(?=\\s*\\{)`, captures: captures("keyword.control.with", "entity.name.tag.control") },
          { match: `(?:^|(?<=[{,;]))\\s*(object)\\s+(${studioName})(?=\\s*\\{)`, captures: captures("storage.type.object", "entity.name.tag.object") },
          { match: `(?:^|(?<=[{,;]))\\s*(data|meta)(?=\\s*\\{)`, captures: captures("storage.type.data") },
          { match: `(?:^|(?<=[{,;]))\\s*(prediction)(?=\\s+[^:\\s])`, captures: captures("storage.type.prediction") },
          { match: `(?:^|(?<=[{,;]))\\s*(apply)\\s+(?:(${name})(\\.))?(${name})(?=\\()`,
            captures: captures("keyword.control.apply", "entity.name.namespace", "punctuation.accessor", "entity.name.function.rules") },
          { match: `\\b(on)\\s+(${studioName})(?=\\s*(?:\\{|as\\b))`, captures: captures("keyword.control.on", "entity.name.tag.object") },
          { match: `\\b(as)\\s+(${name})(?=\\s*(?:\\[|\\{|$|where|let|order|limit|for|->))`, captures: captures("keyword.control.as", "variable.other.handle") },
          { match: "\\b(left\\s+join|join|group\\s+adjacent|order\\s+by|desc|limit)\\b(?!\\s*[(:.])", name: "keyword.control.clause.lsmap" },
          { match: "\\b(group)\\s+(?=[A-Za-z_(\\[])", captures: captures("keyword.control.clause") },
          { match: "(?<=\\s)(by|on|to)(?=\\s)", captures: captures("keyword.control.clause") },
          { match: "^\\s*(same\\s+loose|same|by\\s+position)(?=\\s*(?:[,}#]|$))", captures: captures("keyword.control.table") },
          { match: `(?:^|(?<=[{,;(]))\\s*("(?:[^"\\\\]|\\\\.)*"|${name})\\s*(:)(?!:)`,
            captures: captures("variable.other.property", "punctuation.separator.key-value") },
        ],
      },
      types: {
        patterns: [
          ...ref("strings", "numbers"),
          { match: `(${name})(\\??)\\s+(from)\\s+("(?:[^"\\\\]|\\\\.)*")`,
            captures: captures("variable.other.property", "keyword.operator.optional", "keyword.other.from", "string.quoted.double") },
          { match: `(${name})(\\??)\\s*(?=:)`, captures: captures("variable.other.property", "keyword.operator.optional") },
          { match: "\\btry(?=\\s+[^:\\s])", name: "keyword.other.try.lsmap" },
          { match: `(?<=<|, |,)(?:${anyOf([...new Set([...words.units, ...words.type_arguments])])})(?=[>,])`, name: "support.constant.unit.lsmap" },
          { match: `\\b(?:${anyOf([...words.types, ...words.group_parameters])})\\b`, name: "support.type.lsmap" },
          { match: `\\b(${name})(\\.)(${name})`, captures: captures("entity.name.namespace", "punctuation.accessor", "entity.name.type") },
          { match: "->", name: "keyword.operator.arrow.lsmap" },
          { match: "\\?|\\||\\.\\.", name: "keyword.operator.type.lsmap" },
          { match: name, name: "entity.name.type.lsmap" },
        ],
      },
      strings: {
        patterns: [
          { name: "string.interpolated.lsmap", begin: '\\bf"', end: '"|$', patterns: [
            { match: "\\{\\{|\\}\\}|\\\\(?:[\"\\\\/bfnrt]|u[0-9A-Fa-f]{4})", name: "constant.character.escape.lsmap" },
            { name: "meta.embedded.expression.lsmap", begin: "\\{", end: "\\}|$", beginCaptures: { 0: { name: "punctuation.section.embedded.begin.lsmap" } },
              endCaptures: { 0: { name: "punctuation.section.embedded.end.lsmap" } }, patterns: ref("expression") },
          ] },
          { name: "string.regexp.lsmap", begin: '\\br"', end: '"|$', patterns: [{ match: "\\\\.", name: "constant.character.escape.regexp.lsmap" }] },
          { name: "string.quoted.double.lsmap", begin: '"', end: '"|$', patterns: [
            { match: "\\\\(?:[\"\\\\/bfnrt]|u[0-9A-Fa-f]{4})", name: "constant.character.escape.lsmap" },
            { match: "\\\\.", name: "invalid.illegal.escape.lsmap" },
          ] },
          { match: "`[^`\\r\\n]+`", name: "variable.other.quoted.lsmap" },
        ],
      },
      numbers: {
        match: `\\b([0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(${anyOf(words.units)})?\\b`,
        captures: captures("constant.numeric", "keyword.other.unit"),
      },
      expression: {
        patterns: [
          ...ref("comment", "strings", "numbers"),
          { match: `\\b(?:${operatorWords.join("|")})\\b`, name: "keyword.operator.word.lsmap" },
          { match: `(?<!\\.)\\b(?:${constants.join("|")})\\b`, name: "constant.language.lsmap" },
          { match: `(?<!\\.)\\b(?:${anyOf(control)})\\b`, name: "keyword.control.lsmap" },
          { match: `\\b(let)\\s+(${name})`, captures: captures("keyword.control", "variable.other") },
          { match: "\\bmissing(?=\\s*->)", name: "constant.language.missing.lsmap" },
          { match: `(?<![.\\w])(?:${anyOf(words.builtins)})(?=\\s*[(<])`, name: "support.function.lsmap" },
          { match: `(?<![.\\w])(?:${anyOf(words.types)})(?=<[^>\\n]*>\\()`, name: "support.function.type.lsmap" },
          { match: `${name}(?=\\()`, name: "entity.name.function.call.lsmap" },
          { match: `(\\??\\.)(${name})`, captures: captures("punctuation.accessor", "variable.other.member") },
          { match: "->", name: "keyword.operator.arrow.lsmap" },
          { match: "\\?\\?", name: "keyword.operator.coalesce.lsmap" },
          { match: "==|!=|<=|>=|<|>", name: "keyword.operator.comparison.lsmap" },
          { match: "[-+*/%]", name: "keyword.operator.arithmetic.lsmap" },
          { match: "=(?![=>])", name: "keyword.operator.assignment.lsmap" },
          { match: "\\|", name: "keyword.operator.alternative.lsmap" },
        ],
      },
    },
  };
}

// ---- Vim --------------------------------------------------------------------------------------

function vim() {
  const line = (group, list) => `syn keyword ${group} ${list.join(" ")}`;
  return `" Vim syntax of lsmap rule files. Written by editors/generate.mjs from the compiler's own words.
if exists("b:current_syntax")
  finish
endif

syn match lsmapOperator "->\\|??\\|[-+*/%<>=!|]=\\?"
syn match lsmapNumber "\\<[0-9]\\+\\(\\.[0-9]\\+\\)\\?\\([eE][+-]\\?[0-9]\\+\\)\\?\\(${words.units.join("\\|")}\\)\\?\\>"
syn match lsmapProperty "\\<[A-Za-z_][A-Za-z0-9_]*\\ze?\\?\\s*:\\(:\\)\\@!"
syn match lsmapProperty "\\<[A-Za-z_][A-Za-z0-9_]*\\ze?\\?\\s\\+from\\s\\+\\""
syn match lsmapMember "\\.\\@<=[A-Za-z_][A-Za-z0-9_]*"
syn match lsmapFunction "\\<\\(${words.builtins.join("\\|")}\\)\\ze("
syn match lsmapType "\\<\\(${words.types.join("\\|")}\\)\\>\\ze\\s*\\(<\\|[,}?|)\\];]\\|$\\|#\\)"
syn match lsmapControl "\\(->\\s*\\)\\@<=\\([A-Za-z_][A-Za-z0-9_]*\\|\`[^\`]\\+\`\\)\\ze\\s*\\({\\|,\\|on\\>\\|as\\>\\)"
syn match lsmapItem "^\\(${words.items.join("\\|")}\\)\\>\\(\\s*:\\)\\@!"
syn match lsmapEntry "\\(^\\s*\\|{\\s*\\)\\@<=\\(${words.entries.filter((w) => !words.reserved.includes(w)).join("\\|")}\\)\\>\\(\\s*[:.(=]\\)\\@!"
syn match lsmapClause "\\<\\(left\\s\\+join\\|join\\|group\\s\\+adjacent\\|group\\|order\\s\\+by\\|limit\\|desc\\|by\\|on\\|as\\|to\\)\\>\\(\\s*[:.(]\\)\\@!"
syn match lsmapClause "\\<\\(same\\s\\+loose\\|same\\|by\\s\\+position\\)\\>\\ze\\s*\\([,}#]\\|$\\)"
${line("lsmapKeyword", control)}
${line("lsmapOperatorWord", operatorWords)}
${line("lsmapConstant", constants)}
syn match lsmapEscape contained "\\\\\\(["\\\\/bfnrt]\\|u[0-9A-Fa-f]\\{4}\\)"
syn match lsmapBrace contained "{{\\|}}"
syn region lsmapString start=+"+ skip=+\\\\.+ end=+"+ oneline contains=lsmapEscape
syn region lsmapHole contained matchgroup=lsmapBrace start=+{{\\@!+ end=+}+ oneline contains=TOP
syn region lsmapFormat start=+\\<f"+ skip=+\\\\.+ end=+"+ oneline contains=lsmapEscape,lsmapBrace,lsmapHole
syn region lsmapRaw start=+\\<r"+ end=+"+ oneline
syn match lsmapQuoted "\`[^\`]\\+\`"
syn match lsmapComment "#.*$" contains=lsmapTodo,@Spell
syn keyword lsmapTodo contained TODO FIXME

hi def link lsmapComment Comment
hi def link lsmapTodo Todo
hi def link lsmapString String
hi def link lsmapFormat String
hi def link lsmapRaw String
hi def link lsmapEscape SpecialChar
hi def link lsmapBrace SpecialChar
hi def link lsmapQuoted Tag
hi def link lsmapControl Tag
hi def link lsmapNumber Number
hi def link lsmapConstant Constant
hi def link lsmapKeyword Statement
hi def link lsmapClause Statement
hi def link lsmapOperatorWord Operator
hi def link lsmapOperator Operator
hi def link lsmapItem Structure
hi def link lsmapEntry Structure
hi def link lsmapType Type
hi def link lsmapFunction Function
hi def link lsmapProperty Identifier
hi def link lsmapMember Normal

let b:current_syntax = "lsmap"
`;
}

const files = {
  "vscode/syntaxes/lsmap.tmLanguage.json": JSON.stringify(textMate(), null, 2) + "\n",
  "vim/syntax/lsmap.vim": vim(),
};
let differing = 0;
for (const [file, text] of Object.entries(files)) {
  const path = join(here, file);
  if (process.argv[2] !== "--check") {
    writeFileSync(path, text);
  } else if (readFileSync(path, "utf8") !== text) {
    console.log(`editors/${file} is not what editors/generate.mjs writes of editors/words.json`);
    differing += 1;
  }
}
process.exit(differing === 0 ? 0 : 1);
