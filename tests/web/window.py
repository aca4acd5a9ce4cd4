"""What tests do in the browser's window, and how they look at it."""

import json

IN_SIGHT = """(() => {
  const box = document.getElementById("%s").getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight
    && document.getElementById("trouble").parentElement.contains(at) | at.closest("label") !== null;
})()"""
"""Whether a message is within the window, and nothing lies over it."""

TOO_WIDE = """(() => {
  const wide = document.documentElement.clientWidth;
  const rolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || rolls(e.parentElement));
  const out = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > wide + 1 || box.left < -1);
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && !e.closest("svg, .sr, .skip"))
    .filter((e) => out(e) && !rolls(e.parentElement))
    .map((e) => e.tagName + "." + e.className).slice(0, 5);
})()"""
"""Boxes that stand out at the side, but for those in a strip that is made to be rolled.

``innerWidth`` grows with what stands out of a phone's page: only the root's width stays.
"""

TABLE_CUT = """[...document.querySelectorAll("table.effects")].filter((table) =>
  [table, ...table.querySelectorAll("td, th")].some((e) => e.checkVisibility()
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)).length"""


def open_page(page, address, width=1280, *, dark=False):
    page.size(width, 800, dark=dark)
    page.go(address)


def pick(page, *files, into="#file"):
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=root, selector=into)["nodeId"]
    page.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])


def press(page, selector):
    page.run(f"void document.querySelector({selector!r}).click()")


def choose_pain(page, number):
    press(page, f"input[name=back_pain][value='{number}']")


def type_into(page, name, text):
    page.run(
        f"""(() => {{ const input = document.querySelector("[name={name}]");
        input.value = {json.dumps(text)};
        input.dispatchEvent(new Event("input", {{ bubbles: true }})); }})()"""
    )
