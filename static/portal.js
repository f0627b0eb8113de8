// Two small helps; every page works without them.
(function () {
  "use strict";
  var summary = document.querySelector(".error-summary");
  if (summary) {
    summary.focus();
  }
  // A second press while the first is under way would send the form twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    // data-again: a form that answers with a file leaves its page standing, ready for another press.
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) {
      return;
    }
    // After this turn: a disabled button would not send its own name and value.
    setTimeout(function () {
      Array.from(form.elements).forEach(function (button) {
        if (button.type === "submit" && !button.disabled) {
          button.disabled = true;
          button.setAttribute("data-pressed", "");
        }
      });
    }, 0);
  });
  // Coming back with the browser's "back" shows the page as it was left: with the buttons off.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-pressed]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("data-pressed");
    });
  });
})();
