#!/usr/bin/env python3
"""Makes a static site of docs/: build.py OUT [--lsmapc PROGRAM]

Pages are docs/**/*.md (Markdown as GitHub reads it, by cmark-gfm) and one page for each standard module; contents.json
says what stands in the navigation. Links between pages become links of the site, and a link that leads nowhere is an
error, as is a page that the contents do not name. Nothing is fetched when a page is opened: search runs in the browser over search-index.js.
"""
import argparse
import html
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import RegexLexer, bygroups, include, words
from pygments.lexers import BashLexer, CppLexer, IniLexer, JsonLexer, LuaLexer, PythonLexer, XmlLexer, YamlLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Text

SITE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(SITE))
DOCS = os.path.join(ROOT, "docs")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


WORDS = json.loads(read(os.path.join(ROOT, "editors", "words.json")))


class LsmapLexer(RegexLexer):
    """Rule files, by the words of the compiler's own tables."""

    name = "lsmap"
    tokens = {
        "root": [
            (r"#.*$", Comment.Single),
            (r'f"', String.Double, "format"),
            (r'r"[^"\n]*"', String.Regex),
            (r'"(?:[^"\\\n]|\\.)*"', String.Double),
            (r"`[^`\n]+`", Name.Tag),
            (r"(->)(\s*)(?!(?:%s)\b)([A-Za-z_]\w*|`[^`\n]+`)(?=\s*(?:\{|,|(?:on|as)\b))" % "|".join(WORDS["reserved"]),
             bygroups(Operator, Text, Name.Tag)),
            (r"^(%s)\b(?!\s*:)" % "|".join(WORDS["items"]), Keyword.Declaration),
            (r"\b(object|with)(\s+)([A-Za-z_]\w*|`[^`\n]+`)(?=\s*\{)", bygroups(Keyword, Text, Name.Tag)),
            (r"\b(prediction|apply|data|meta)\b(?=\s+[^:\s])", Keyword),
            (r"\b(left\s+join|join|group\s+adjacent|group|order\s+by|limit|desc|as|by|on|to|from|try|same\s+loose|same)\b(?!\s*[:.(=])", Keyword),
            (words(WORDS["reserved"], prefix=r"(?<!\.)\b", suffix=r"\b"), Keyword),
            (r"([A-Za-z_]\w*)(\??)(?=\s*(?::|from\s+\"))", bygroups(Name.Attribute, Operator)),
            (r"\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%s)?\b" % "|".join(WORDS["units"]), Number),
            (words(WORDS["builtins"], prefix=r"(?<!\.)\b", suffix=r"(?=\()"), Name.Builtin),
            (words(WORDS["types"], prefix=r"(?<!\.)\b", suffix=r"\b(?=\s*(?:<|[,}?|)\];]|$))"), Keyword.Type),
            (r"->|\?\?|\?\.|[-+*/%<>=!|]=?|\?", Operator),
            (r"[A-Za-z_]\w*", Name),
            (r".|\n", Text),
        ],
        "format": [
            (r"\{\{|\}\}|\\.", String.Escape),
            (r"\{", String.Interpol, "hole"),
            (r'"', String.Double, "#pop"),
            (r'[^"\\{}]+', String.Double),
            (r".", String.Double),
        ],
        "hole": [(r"\}", String.Interpol, "#pop"), include("root")],
    }


LEXERS = {"lsmap": LsmapLexer, "xml": XmlLexer, "json": JsonLexer, "jsonl": JsonLexer, "sh": BashLexer, "bash": BashLexer, "cpp": CppLexer,
          "python": PythonLexer, "yaml": YamlLexer, "lua": LuaLexer, "ini": IniLexer}
FORMATTER = HtmlFormatter(nowrap=True, classprefix="h-")


def slug(text):
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def plain(fragment):
    return html.unescape(re.sub(r"<[^>]+>", "", fragment))


class Page:
    def __init__(self, path, markdown, depth):
        self.path = path  # below the site, "reference/builtins.html"
        self.root = "../" * depth
        self.body = subprocess.run(["cmark-gfm", "-e", "table", "-e", "autolink", "--unsafe", "--full-info-string"], input=markdown,
                                   capture_output=True, text=True, check=True).stdout
        self.anchors = {}
        self.headings = []  # (level, anchor, text)
        self.body = re.sub(r"<h([1-6])>(.*?)</h\1>", self.heading, self.body, flags=re.S)
        self.body = re.sub(r'<pre><code(?: class="language-([^"]*)")?(?: data-meta="([^"]*)")?>(.*?)</code></pre>', self.code, self.body, flags=re.S)
        self.body = self.body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
        self.title = self.headings[0][2] if self.headings else path

    def heading(self, match):
        level, inner = int(match[1]), match[2]
        anchor = slug(plain(inner))
        count = self.anchors.get(anchor, 0)
        self.anchors[anchor] = count + 1
        if count:
            anchor = f"{anchor}-{count}"
            self.anchors[anchor] = 1
        self.headings.append((level, anchor, plain(inner)))
        return f'<h{level} id="{anchor}">{inner} <a class="anchor" href="#{anchor}" aria-label="link to this section">#</a></h{level}>'

    # What a block is in the examples of the docs: a file, an input, what comes out.
    CAPTIONS = {"config": "config.xml", "input": "input", "output": "output", "diagnostics": "what it says", "args": "arguments",
                "fails": "fails", "mended": "mended"}

    def code(self, match):
        language, meta, text = match[1] or "", html.unescape(match[2] or ""), html.unescape(match[3])
        words_of = meta.split(maxsplit=1)
        caption = next((w[5:] for w in meta.split() if w.startswith("file=")), self.CAPTIONS.get(words_of[0] if words_of else "", ""))
        if language == "lsmap" and not caption and "fragment" not in meta:
            caption = "rules.lsmap"
        lexer = LEXERS.get(language)
        shown = highlight(text, lexer(), FORMATTER) if lexer else html.escape(text)
        head = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
        return f'<figure class="code">{head}<pre><code>{shown}</code></pre></figure>'

    def sections(self):
        """(anchor, heading, text) of each part of the page, for the search."""
        parts = re.split(r'<h[1-6] id="([^"]+)">(.*?)</h[1-6]>', self.body, flags=re.S)
        for anchor, heading, text in zip(parts[1::3], parts[2::3], parts[3::3]):
            yield anchor, plain(re.sub(r'<a class="anchor".*?</a>', "", heading)).strip(), re.sub(r"\s+", " ", plain(text)).strip()


def module_pages(lsmapc):
    """A page for each standard module, as `lsmapc doc NAME` prints it."""
    folder = os.path.join(ROOT, "stdlib")
    pages = {}
    rows = []
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".lsmap"):
            continue
        name = file[: -len(".lsmap")]
        if lsmapc:
            text = subprocess.run([lsmapc, "doc", name], capture_output=True, text=True, check=True).stdout
        else:
            text = read(os.path.join(folder, file))
        comment = re.match(r"(?:#.*\n)+", text)
        lead = " ".join(line.lstrip("# ").strip() for line in comment[0].splitlines()) if comment else ""
        first = comment[0].splitlines()[0].lstrip("# ").strip() if comment else ""
        pages[f"modules/{name}.html"] = f"# Module `{name}`\n\n{lead}\n\n    use {name}\n\n```lsmap file=stdlib/{file}\n{text}\n```\n"
        rows.append(f"| [`{name}`]({name}.md) | {first} |")
    pages["modules/index.html"] = ("# Standard modules\n\nWhat libraries and services print, with units. `use NAME` in a rule file; `lsmapc doc NAME` prints a module. Formats and "
                                   "examples are in [coming from …](../coming-from.md).\n\n| module | |\n|---|---|\n" + "\n".join(rows) + "\n")
    return pages


def error_index():
    rows = []
    for file in sorted(os.listdir(os.path.join(DOCS, "errors"))):
        title = read(os.path.join(DOCS, "errors", file)).split("\n", 1)[0].lstrip("# ")
        code, _, text = title.partition(":")
        rows.append(f"| [{code}]({file}) | {text.strip()} |")
    ranges = ("1xxx syntax, 2xxx names and modules, 3xxx types and units, 4xxx the labeling config, 5xxx label tables, 6xxx data, 7xxx predictions of others, "
              "8xxx advice, 9xxx bugs")
    return f"# Messages\n\nEvery message has a code and a page with a failing and a mended example; `lsmapc explain CODE` prints it. {ranges}.\n\n| code | |\n|---|---|\n" + "\n".join(rows) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Makes a static site of docs/.")
    parser.add_argument("out")
    parser.add_argument("--lsmapc", help="program that prints the modules (else the files of stdlib/)")
    args = parser.parse_args()

    sources = {}
    for folder, _, files in os.walk(DOCS):
        for file in sorted(files):
            if file.endswith(".md"):
                path = os.path.relpath(os.path.join(folder, file), DOCS)
                sources[posixpath.splitext(path)[0] + ".html"] = read(os.path.join(folder, file))
    sources["index.html"] = read(os.path.join(ROOT, "README.md")).replace("](docs/", "](")
    sources["contributing.html"] = read(os.path.join(ROOT, "CONTRIBUTING.md")).replace("](docs/", "](")
    sources["errors/index.html"] = error_index()
    sources.update(module_pages(args.lsmapc))
    pages = {path: Page(path, text, path.count("/")) for path, text in sources.items()}

    problems = []
    contents = json.loads(read(os.path.join(SITE, "contents.json")))
    named = {page for group in contents for page in group["pages"]}
    problems += [f"contents.json names {page}, which there is not" for page in sorted(named - set(pages))]
    kept_below = ("errors/", "modules/")
    problems += [f"contents.json does not name {page}" for page in sorted(set(pages) - named) if not page.startswith(kept_below)]

    def link(page):
        def target(match):
            href = html.unescape(match[1])
            if re.match(r"[a-z]+:|#", href):
                if href.startswith("#") and href[1:] not in page.anchors:
                    problems.append(f"{page.path}: no section {href}")
                return match[0]
            path, _, anchor = href.partition("#")
            full = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
            names = {"../README.md": "index.html", "../CONTRIBUTING.md": "contributing.html", "CONTRIBUTING.md": "contributing.html", "errors": "errors/index.html",
                     "../README": "index.html"}
            to = names.get(full, re.sub(r"\.md$", ".html", full))
            if to in pages:
                if anchor and anchor not in pages[to].anchors:
                    problems.append(f"{page.path}: {href}: no section #{anchor}")
                return f'href="{page.root}{to}{"#" + anchor if anchor else ""}"'
            below = full if page.path in ("index.html", "contributing.html") else posixpath.normpath(posixpath.join("docs", full))
            if os.path.exists(os.path.join(ROOT, below)):
                return copy_of(page, below)
            problems.append(f"{page.path}: {href} leads nowhere")
            return match[0]
        return target

    copied = set()

    # A file or folder of the repository that a page speaks of is shown as its text.
    def copy_of(page, path):
        if os.path.isdir(os.path.join(ROOT, path)):
            to = f"files/{path}/index.html"
            if path not in copied:
                copied.add(path)
                text = f"# {path}\n"
                folder = os.path.join(ROOT, path)
                for file in sorted(os.listdir(folder)):
                    if os.path.isfile(os.path.join(folder, file)):
                        content = read(os.path.join(folder, file))
                        if file == "README.md":
                            text = text + "\n" + re.sub(r"^# .*\n", "", content) + "\n"
                            continue
                        cut = content if len(content) < 20000 else content[:20000] + "\n…"
                        language = {".lsmap": "lsmap", ".xml": "xml", ".json": "json", ".jsonl": "json"}.get(os.path.splitext(file)[1], "text")
                        fence = "`" * (max([2] + [len(run) for run in re.findall("`+", cut)]) + 1)
                        text += f"\n## {file}\n\n{fence}{language} file={file}\n{cut}\n{fence}\n"
                extra[to] = Page(to, text, to.count("/"))
            return f'href="{page.root}{to}"'
        to = f"files/{path}.html"
        if path not in copied:
            copied.add(path)
            content = read(os.path.join(ROOT, path))
            fence = "`" * (max([2] + [len(run) for run in re.findall("`+", content)]) + 1)
            language = {".lsmap": "lsmap", ".xml": "xml", ".json": "json", ".cpp": "cpp", ".hpp": "cpp", ".py": "python"}.get(os.path.splitext(path)[1], "text")
            extra[to] = Page(to, f"# {path}\n\n{fence}{language} file={path}\n{content}\n{fence}\n", to.count("/"))
        return f'href="{page.root}{to}"'

    extra = {}
    for page in list(pages.values()):
        page.body = re.sub(r'href="([^"]*)"', link(page), page.body)
    template = read(os.path.join(SITE, "page.html"))

    def navigation(page):
        groups = []
        for group in contents:
            items = "".join(
                f'<li><a href="{page.root}{path}"{" aria-current=page" if path == page.path else ""}>{html.escape(title or pages[path].title)}</a></li>'
                for path, title in group["pages"].items() if path in pages)
            is_open = page.path in group["pages"] or group.get("open") or (page.path.split("/")[0] + "/index.html") in group["pages"]
            groups.append(f'<details{" open" if is_open else ""}><summary>{html.escape(group["title"])}</summary><ul>{items}</ul></details>')
        return "".join(groups)

    def on_this_page(page):
        rows = [(level, anchor, text) for level, anchor, text in page.headings[1:] if level <= 3]
        if len(rows) < 3:
            return ""
        items = "".join(f'<li class="l{level}"><a href="#{anchor}">{html.escape(text)}</a></li>' for level, anchor, text in rows)
        return f"<nav class=toc aria-label='on this page'><h2>On this page</h2><ul>{items}</ul></nav>"

    if problems:
        print("\n".join(problems), file=sys.stderr)
        print(f"{len(problems)} problems", file=sys.stderr)
        return 1

    shutil.rmtree(args.out, ignore_errors=True)
    for path, page in {**pages, **extra}.items():
        file = os.path.join(args.out, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as out:
            text = template
            for key, value in {"title": html.escape(page.title), "root": page.root, "navigation": navigation(page), "toc": on_this_page(page), "body": page.body}.items():
                text = text.replace("{{" + key + "}}", value)
            out.write(text)
    index = [[path, page.title, anchor, heading, text[:4000]] for path, page in pages.items() for anchor, heading, text in page.sections()]
    with open(os.path.join(args.out, "search-index.js"), "w", encoding="utf-8") as out:
        out.write("window.searchIndex = " + json.dumps(index, ensure_ascii=False, separators=(",", ":")) + ";\n")
    for file in ("style.css", "search.js"):
        shutil.copy(os.path.join(SITE, file), args.out)
    print(f"{len(pages)} pages, {len(extra)} files, {len(index)} sections in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
