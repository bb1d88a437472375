/**
 * `<card-sheet>`: brings the sheets beside it to paper, and their words to the clipboard. Without it the browser's own menu prints the page.
 */
(() => {
  "use strict";

  const { device } = globalThis.Tongban;

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

  class CardSheet extends HTMLElement {
    connectedCallback() {
      if (this.querySelector(".acts")) return;
      const { make } = device;
      const say = device.sentences(this);
      const button = (/** @type {string} */ key, /** @type {() => void} */ onclick, main = "") =>
        make("button", { type: "button", class: `btn${main}`, onclick }, device.icon(this, key), say(key));
      this.status = make("p", { role: "status", class: "tb-meta" });
      this.append(
        make("div", { class: "acts no-print" }, button("print", () => print(), " btn--main"), button("copy", () => this.copy(say))),
        make("p", { class: "tb-meta no-print" }, say("in-chat")),
        make("div", { class: "no-print" }, this.status),
      );
    }

    /** @param {(key: string) => string} say */
    async copy(say) {
      const all = [...(this.closest("[data-sheets]") ?? document).querySelectorAll("[data-sheet]")].map(text).filter(Boolean).join("\n\n");
      const done = await device.copy(all);
      this.status.textContent = say(done ? "copied" : "not-copied");
      this.querySelector("textarea")?.remove();
      if (done) return;
      const box = /** @type {HTMLTextAreaElement} */ (device.make("textarea", { rows: 10, readonly: true, class: "no-print", "aria-label": say("copy") }));
      box.value = all;
      this.append(box);
      box.focus();
      box.select();
    }
  }

  customElements.define("card-sheet", CardSheet);
})();
