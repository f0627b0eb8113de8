"""What a page must give to everyone: axe-core's rules, and those of ours that axe does not know.

`check(page, language)` looks at the page as it stands in the browser and gives what is wrong, one line for each
fault: the rule, the element, and what to do. An empty list is a good page.
"""

from importlib import resources
from typing import Any

from playwright.sync_api import Page

# Playwright evaluates in the page past its CSP, so the page is looked at as it is served.
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# CSS pixels. A finger needs so much; what stands within running text is as high as its line.
TARGET = 44
# Latin words that both languages write so: names of formats, addresses, files, codes of papers, digests.
KNOWN = "|".join(
    [
        "PDF|JPEG|PNG|WebP|CSV|JSON|ZIP|SHA|cookie",
        r"\S+@\S+|https?:\S+",
        r"[^\s«»]+\.(?:pdf|png|jpe?g|webp|json|zip|ics|csv)\b",
        r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|\b[0-9a-f]{64}\b",
    ]
)
# 1280 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}

RUN = """async ([source, tags]) => {
  if (!window.axe) { (0, eval)(source); }
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node => ({
    rule: rule.id,
    target: node.target.flat().join(" "),
    html: node.html,
    help: rule.help,
    why: [...node.any, ...node.all, ...node.none].map(check => check.message).join("; "),
  })));
}"""

OWN = r"""([language, least, known]) => {
  const faults = [];
  const name = element => {
    let words = element.tagName.toLowerCase();
    if (element.id) { return `${words}#${element.id}`; }
    if (element.classList.length) { words += "." + [...element.classList].join("."); }
    if (element.getAttribute("name")) { words += `[name=${element.getAttribute("name")}]`; }
    const above = element.parentElement;
    return above && above !== document.body ? `${above.tagName.toLowerCase()} > ${words}` : words;
  };
  const say = (rule, element, words) => faults.push(`${rule}: ${name(element)}: ${words}`);
  const text = element => element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  const box = element => element.getBoundingClientRect();
  // Cut to nothing, or put beyond the edge until it has the focus: there for those who hear the page.
  const seen = element => {
    const at = box(element);
    return element.checkVisibility({visibilityProperty: true, opacityProperty: false})
      && at.width > 1 && at.height > 1 && at.bottom + scrollY > 0 && at.right > 0;
  };

  const root = document.documentElement;
  if (root.lang !== language) { say("lang", root, `«${root.lang}», not «${language}»`); }
  const headings = [...document.querySelectorAll("h1")];
  if (headings.length !== 1) { say("one-h1", document.body, `${headings.length} h1`); }
  if (!document.title.trim()) { say("title", root, "the page has no title"); }

  // Whoever goes through the page by keyboard, and whoever hears it, meets it in the order in which it is seen.
  const reached = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  let last = null;
  for (const element of document.querySelectorAll(reached)) {
    if (element.tabIndex > 0) { say("focus-order", element, `tabindex=${element.tabIndex}`); }
    if (element.tabIndex < 0 || element.disabled || !seen(element)) { continue; }
    const at = box(element);
    // Wrapped words give a box over several lines; beside one another is no order of up and down.
    if (last && at.bottom <= last.box.top + 1) {
      say("focus-order", element, `stands above «${text(last.element)}», which comes before it`);
    }
    last = {element, box: at};
  }

  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (element.type === "hidden" || element.disabled || !seen(element)) { continue; }
    const style = getComputedStyle(element);
    if (element.tagName === "A" && style.display === "inline") {
      const around = element.parentElement;
      const words = [...around.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join("");
      if (words.replace(/[\s·/|]/g, "")) { continue; }
    }
    const boxes = [element, ...(element.labels || [])].map(box);
    const isBox = element.type === "checkbox" || element.type === "radio";
    const height = isBox ? Math.max(...boxes.map(at => at.height)) : box(element).height;
    if (height < least - 0.5) { say("target", element, `${Math.round(height)} px high: «${text(element)}»`); }
  }

  // Letters tell the language: of Ң, Ө, Ү a Russian page has names only, and neither language has Latin words.
  const foreign = language === "ru" ? /(?<![А-ЯЁҢӨҮа-яёңөү])[а-яёңөү]*[ңөү]/ : null;
  const latin = /[A-Za-z]{3,}/;
  const named = new RegExp(known, "g");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement;
    if (["SCRIPT", "STYLE", "TEMPLATE"].includes(around.tagName)) { continue; }
    const spoken = (around.closest("[lang]") || root).lang;
    if (foreign && spoken === language && foreign.test(node.data)) {
      say("lang", around, `Kyrgyz without lang=ky: «${node.data.trim().slice(0, 80)}»`);
    }
    if (spoken !== "en" && latin.test(node.data.replace(named, ""))) {
      say("lang", around, `neither Kyrgyz nor Russian: «${node.data.trim().slice(0, 80)}»`);
    }
  }
  return faults;
}"""

SIDEWAYS = """() => {
  const root = document.scrollingElement, room = root.clientWidth;
  if (root.scrollWidth <= room) { return []; }
  const wide = [...document.body.querySelectorAll("*")].filter(element => {
    const at = element.getBoundingClientRect();
    return at.right > room + 0.5 && at.width > 1 && getComputedStyle(element).position !== "fixed";
  });
  const inner = wide.filter(element => !wide.some(other => other !== element && element.contains(other)));
  const where = inner.slice(0, 3).map(element => element.outerHTML.slice(0, 120)).join(" … ");
  return [`sideways: ${root.scrollWidth} px wide in a window of ${room}: ${where}`];
}"""


def axe_faults(page: Page) -> list[str]:
    """Return what axe-core finds on the page."""
    found: list[dict[str, Any]] = page.evaluate(RUN, [AXE, TAGS])
    return [f"{one['rule']}: {one['target']}: {one['help']}: {one['why']} | {one['html'][:160]}" for one in found]


def own_faults(page: Page, language: str) -> list[str]:
    """Return what our own rules find: the language, one h1, the order of the focus, the height of targets."""
    found: list[str] = page.evaluate(OWN, [language, TARGET, KNOWN])
    return found


def sideways(page: Page) -> list[str]:
    """Return a line where the page is wider than its window, naming what sticks out."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def check(page: Page, language: str) -> list[str]:
    """Return all that is wrong with the page in its window, and whether it needs sideways scrolling at 400 %."""
    faults = [*axe_faults(page), *own_faults(page, language), *sideways(page)]
    before = page.viewport_size
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]  # a plain dict with the two keys that are asked for
    faults += [f"at 400 %: {words}" for words in sideways(page)]
    if before:
        page.set_viewport_size(before)
    return faults
