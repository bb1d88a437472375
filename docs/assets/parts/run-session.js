/** A link that runs a session of a programme: it appears where scripts run, and leads to the guide of the first activity. */
(() => {
  "use strict";

  const { run } = Tongban;

  class RunSession extends HTMLElement {
    connectedCallback() {
      const link = /** @type {HTMLAnchorElement} */ (this.querySelector("a"));
      link.hash = run.format({ ids: [], at: 0, programme: this.dataset.programme, session: Number(this.dataset.session) });
      link.parentElement?.removeAttribute("hidden");
    }
  }

  customElements.define("run-session", RunSession);
})();
