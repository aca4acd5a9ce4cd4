/* Texts, numbers and days in the language of the page, which brings its own. */
const words = JSON.parse(document.getElementById("texts").textContent);
const language = document.documentElement.lang;

export function text(code, values = {}) {
  return words[code].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/* At most so many decimals; `always` keeps them where they are zero. */
export function number(value, places, always = false) {
  const digits = { maximumFractionDigits: places, minimumFractionDigits: always ? places : 0 };
  return value.toLocaleString(language, { ...digits, useGrouping: false });
}

/* English with the day first, as everywhere in formcheck. */
export function day(stamp) {
  const shape = { day: "numeric", month: "short", year: "numeric" };
  return new Date(stamp).toLocaleDateString(language === "en" ? "en-GB" : language, shape);
}
