// Small helps; every page works without them.
(function () {
  "use strict";
  var summary = document.querySelector(".error-summary");
  if (summary) {
    summary.focus();
  }
  // That no file is chosen the browser says in its own language; the name of a chosen one is enough.
  document.querySelectorAll("form:not([data-uploads]) .file input").forEach(function (input) {
    var name = document.createElement("span");
    name.className = "muted";
    input.classList.add("hidden");
    input.parentNode.appendChild(name);
    input.addEventListener("change", function () {
      name.textContent = input.files.length ? input.files[0].name : "";
    });
  });
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
  // A password may be looked at while it is typed.
  document.querySelectorAll("input[data-show]").forEach(function (box) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = box.dataset.show;
    button.addEventListener("click", function () {
      var shown = box.type === "text";
      box.type = shown ? "password" : "text";
      button.textContent = shown ? box.dataset.show : box.dataset.hide;
    });
    box.form.addEventListener("submit", function () {
      // Or the browser would remember it as any other word.
      box.type = "password";
    });
    box.insertAdjacentElement("afterend", button);
  });
  // Whoever signs out leaves nothing of what was not sent yet in a browser that others use too.
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented && /\/logout\/$/.test(event.target.action)) {
      Object.keys(localStorage).forEach(function (key) {
        if (key.startsWith("draft:")) {
          localStorage.removeItem(key);
        }
      });
    }
  });
  // A link is copied by one press; without this it is marked and copied by hand.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var said = button.parentNode.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", function () {
      document.getElementById(button.dataset.copy).select();
      if (document.execCommand("copy")) {
        said.className = "done-line";
        said.textContent = said.dataset.copied;
      }
    });
  });
  // Coming back with the browser's "back" shows the page as it was left: with the buttons off.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-pressed]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("data-pressed");
    });
  });
})();
