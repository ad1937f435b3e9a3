"use strict";
(() => {
  const byId = id => document.getElementById(id);
  const number = n => n.toLocaleString("en-US");

  // Waits until the user has stopped typing.
  const later = f => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(f, 150);
    };
  };

  const findings = () => {
    const form = byId("finding-filter");
    if (!form) return;
    form.hidden = false;
    form.addEventListener("submit", e => e.preventDefault());
    const all = [...document.querySelectorAll("details.finding")].map(d => ({
      details: d,
      article: d.parentElement,
      text: d.textContent.toLowerCase(),
    }));
    const filter = () => {
      const words = byId("finding-text").value.toLowerCase().split(/\s+/);
      const level = byId("finding-level").value;
      const status = byId("finding-status").value;
      const entity = byId("finding-entity").value;
      let shown = 0;
      for (const f of all) {
        const data = f.details.dataset;
        const matches = (!level || data.level === level) && (!status || data.status === status) &&
          (!entity || data.entity === entity) && words.every(w => f.text.includes(w));
        f.article.hidden = !matches;
        if (matches) shown++;
      }
      byId("finding-count").textContent = `Findings shown: ${number(shown)} of ${number(all.length)}`;
    };
    byId("finding-text").addEventListener("input", later(filter));
    for (const id of ["finding-level", "finding-status", "finding-entity"]) byId(id).addEventListener("change", filter);
    const open = value => {
      for (const f of all) if (!f.article.hidden) f.details.open = value;
    };
    byId("expand").addEventListener("click", () => open(true));
    byId("collapse").addEventListener("click", () => open(false));

    // A link to a finding shows and expands it.
    const follow = () => {
      const d = byId(location.hash.slice(1));
      if (!d || !d.matches("details.finding")) return;
      d.parentElement.hidden = false;
      d.open = true;
      d.querySelector("summary").focus();
    };
    addEventListener("hashchange", follow);
    follow();
  };

  // The fields of a row, in the order of row.values in Go.
  const [DOCUMENT, POSITION, NAME, VERSION, KIND, PURL, MAKER, EVIDENCE, OUTCOME, STATUS, ANCHOR] = Array(11).keys();

  const ledger = () => {
    const perPage = 100;
    const perPrint = 1000;
    const {documents, rows} = JSON.parse(byId("ledger-data").textContent);
    const order = new Map(rows.map((r, i) => [r, i]));
    const total = Number(byId("ledger-count").dataset.total);
    const body = byId("ledger-rows");
    let matching = rows;
    let page = 0;

    const element = (name, text, ...classes) => {
      const e = document.createElement(name);
      e.textContent = text;
      e.classList.add(...classes);
      return e;
    };
    const cell = (label, ...content) => {
      const td = document.createElement("td");
      td.setAttribute("role", "cell");
      td.dataset.label = label;
      td.append(...content.filter(c => c !== ""));
      return td;
    };
    const newRow = r => {
      const tr = document.createElement("tr");
      tr.setAttribute("role", "row");
      let outcome = r[OUTCOME];
      if (r[ANCHOR]) {
        outcome = element("a", outcome);
        outcome.href = "#" + r[ANCHOR];
      }
      tr.append(
        cell("Component", element("strong", r[NAME], "v"), r[VERSION] && " ", r[VERSION] && element("span", r[VERSION], "v"),
          r[PURL] && document.createElement("br"), r[PURL] && element("code", r[PURL], "v")),
        cell("Type", element("span", r[KIND], "v")),
        cell("Maker", element("span", r[MAKER], "v")),
        cell("Evidence", r[EVIDENCE]),
        cell("Outcome", outcome, r[STATUS] && " ", r[STATUS] && element("small", r[STATUS])),
        cell("Location", element("code", (documents.length === 1 ? "line " : documents[r[DOCUMENT]] + ":") + r[POSITION], "v")),
      );
      return tr;
    };

    const show = () => {
      const pages = Math.max(1, Math.ceil(matching.length / perPage));
      page = Math.min(Math.max(page, 0), pages - 1);
      body.replaceChildren(...matching.slice(page * perPage, (page + 1) * perPage).map(newRow));
      byId("ledger-page").textContent = `Page ${number(page + 1)} of ${number(pages)}`;
      byId("ledger-pages").hidden = pages === 1;
      for (const b of byId("ledger-pages").querySelectorAll("button")) {
        b.disabled = ["first", "previous"].includes(b.dataset.to) ? page === 0 : page === pages - 1;
      }
    };
    const texts = new Map();
    const textOf = r => {
      let text = texts.get(r);
      if (text === undefined) {
        text = [NAME, VERSION, KIND, PURL, MAKER, OUTCOME, STATUS].map(f => r[f]).join("\n").toLowerCase();
        texts.set(r, text);
      }
      return text;
    };
    const filter = () => {
      const words = byId("ledger-text").value.toLowerCase().split(/\s+/);
      const outcome = byId("ledger-outcome").value;
      const evidence = byId("ledger-evidence").value;
      const file = byId("ledger-document").value;
      matching = rows.filter(r => (!outcome || r[OUTCOME] === outcome) && (!evidence || r[EVIDENCE] === evidence) &&
        (!file || r[DOCUMENT] === Number(file)) && words.every(w => textOf(r).includes(w)));
      sort();
      page = 0;
      byId("ledger-count").textContent = `Components shown: ${number(matching.length)} of ${number(total)}`;
      show();
    };

    const keys = [
      r => r[NAME], r => r[KIND], r => r[MAKER], r => r[EVIDENCE], order.get.bind(order),
      r => r[POSITION].split(":").reduce((sum, n) => sum * 1e6 + Number(n), r[DOCUMENT] * 1e3),
    ];
    let column = 4;
    let direction = 1;
    const compare = new Intl.Collator("en", {numeric: true}).compare;
    const sort = () => {
      const key = keys[column];
      const by = (a, b) => typeof a === "number" ? a - b : compare(a, b);
      matching = matching.map(r => [key(r), r]).sort((a, b) => direction * by(a[0], b[0]) || order.get(a[1]) - order.get(b[1])).map(e => e[1]);
    };
    byId("ledger-table").querySelectorAll("th").forEach((th, i) => {
      const button = element("button", th.textContent);
      button.type = "button";
      th.replaceChildren(button);
      if (i === column) th.setAttribute("aria-sort", "ascending");
      button.addEventListener("click", () => {
        direction = i === column ? -direction : 1;
        column = i;
        for (const other of th.parentElement.children) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        sort();
        page = 0;
        show();
      });
    });

    byId("ledger-filter").hidden = false;
    byId("ledger-filter").addEventListener("submit", e => e.preventDefault());
    byId("ledger-text").addEventListener("input", later(filter));
    for (const id of ["ledger-outcome", "ledger-evidence", "ledger-document"]) byId(id).addEventListener("change", filter);
    byId("ledger-pages").addEventListener("click", e => {
      const to = e.target.dataset.to;
      if (!to) return;
      page = {first: 0, previous: page - 1, next: page + 1, last: Infinity}[to];
      show();
      byId("ledger-table").scrollIntoView();
    });
    addEventListener("beforeprint", () => body.replaceChildren(...matching.slice(0, perPrint).map(newRow)));
    addEventListener("afterprint", show);
    filter();
  };

  findings();
  ledger();
})();
