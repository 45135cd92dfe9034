// Search over window.searchIndex: rows of [page, title, anchor, heading, text]. Every word asked for must begin a word of the section;
// hits in headings and whole words count more.
(() => {
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  const root = document.body.dataset.root;
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  let sections;
  let chosen = -1;

  const load = () =>
    (sections ??= (window.searchIndex ?? []).map(([page, title, anchor, heading, text]) => ({
      page, title, anchor, heading, text, head: fold(`${heading} ${title}`), body: fold(text),
    })));

  const isWord = (c) => c !== undefined && /[\p{L}\p{N}_]/u.test(c);

  // 0: not there; more where the word begins a word, or is one.
  function hit(text, word) {
    let best = 0;
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      if (!isWord(text[at - 1])) {
        if (!isWord(text[at + word.length])) return 3;
        best = 2;
      } else {
        best ||= word.length > 3 ? 1 : 0;
      }
    }
    return best;
  }

  function find(query) {
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const section of load()) {
      let score = 0;
      for (const word of words) {
        const head = hit(section.head, word);
        const body = hit(section.body, word);
        if (!head && !body) { score = 0; break; }
        score += head * 10 + body + (fold(section.heading) === word ? 40 : 0);
      }
      if (score) found.push({ section, score: score - Math.min(section.body.length, 4000) / 4000 });
    }
    return found.sort((a, b) => b.score - a.score).slice(0, 20).map((f) => f.section);
  }

  const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

  // The part of the text around the first word that was asked for, with all of them marked.
  function excerpt(section, query) {
    const words = fold(query).split(/\s+/).filter(Boolean);
    const places = words.map((w) => section.body.indexOf(w)).filter((at) => at >= 0);
    const from = Math.max(0, Math.min(...(places.length ? places : [0])) - 40);
    const pattern = words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    const text = escape((from > 0 ? "…" : "") + section.text.slice(from, from + 160));
    return text.replace(new RegExp(pattern, "gi"), "<mark>$&</mark>");
  }

  function show() {
    const query = input.value.trim();
    const found = find(query);
    chosen = found.length ? 0 : -1;
    list.innerHTML = found
      .map((s, i) => `<li class="${i === 0 ? "chosen" : ""}"><a href="${root}${s.page}#${s.anchor}">${escape(s.heading)}${s.heading === s.title ? "" : ` <small>${escape(s.title)}</small>`}<small>${excerpt(s, query)}</small></a></li>`)
      .join("");
    if (query && !found.length) list.innerHTML = "<li><a>Nothing found</a></li>";
    list.hidden = !query;
  }

  function move(step) {
    const rows = [...list.children];
    if (!rows.length) return;
    rows[chosen]?.classList.remove("chosen");
    chosen = (chosen + step + rows.length) % rows.length;
    rows[chosen].classList.add("chosen");
    rows[chosen].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") list.children[chosen]?.querySelector("a[href]")?.click();
    else if (event.key === "Escape") { input.blur(); list.hidden = true; }
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("form")) list.hidden = true;
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    addEventListener("load", show);
  }
})();
