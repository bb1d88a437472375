/**
 * `<card-sheet>`: brings the sheets beside it to paper, and their words to the clipboard. Without it the browser's own menu prints the page.
 */
(() => {
  "use strict";

  const { device } = Tongban;

  /**
   * What a sheet says, line by line; what is only there for a pen is left out.
   * @param {Element} sheet
   * @returns {string}
   */
  function text(sheet) {
    const lines = [];
    for (const part of sheet.querySelectorAll("h1, h2, h3, h4, p, li")) {
      if (part.closest(".strip, .pnote, .no-print, nav") || part.querySelector("p, li")) continue;
      const said = [...part.childNodes].map((node) => node.textContent?.trim()).filter(Boolean).join(" ");
      if (said) lines.push(/^H\d$/.test(part.tagName) ? `\n${said}` : part.tagName === "LI" ? `- ${said}` : said);
    }
    return lines.join("\n").trim();
  }

  /**
   * All sheets beside it.
   * @param {Element} buttons
   * @returns {string}
   */
  function words(buttons) {
    return [...(buttons.closest("[data-sheets]") ?? document).querySelectorAll("[data-sheet]")].map(text).filter(Boolean).join("\n\n");
  }

  class CardSheet extends HTMLElement {
    connectedCallback() {
      if (this.querySelector(".acts")) return;
      const { make } = device;
      const say = device.sentences(this);
      const button = (/** @type {string} */ key, /** @type {() => void} */ onclick, main = "") =>
        make("button", { class: `btn${main}`, onclick }, device.icon(this, key), say(key));
      const status = make("div", { role: "status", class: "no-print" });
      this.append(
        make("div", { class: "acts no-print" }, button("print", () => print(), " btn--main"), button("copy", () => device.give(words(this), say, status))),
        make("p", { class: "tb-meta no-print" }, say("in-chat")),
        status,
      );
    }
  }

  customElements.define("card-sheet", CardSheet);
})();
