// Saves a step of an application while it is written: on leaving a field, every 20 seconds, and before the page goes.
// While the line is down, what was typed stays in this browser and is sent when the line is back.
// The page works without it.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form || !window.fetch || !window.URLSearchParams || !window.AbortController) {
    return;
  }
  var EVERY = 20000;
  var PATIENCE = 30000;
  var OLDEST = 30 * 24 * 3600 * 1000;
  var key = "draft:" + form.dataset.draft;
  var lines = document.querySelectorAll("[data-saved]");
  var words = lines[lines.length - 1].dataset;
  var tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), function (byte) {
    return byte.toString(16).padStart(2, "0");
  }).join("");
  var known = typed(pristine());
  var busy = false;
  var again = false;
  var stopped = false;

  // The form as the server wrote it: what was typed before this script came is not saved yet.
  function pristine() {
    var copy = form.cloneNode(true);
    copy.reset();
    return copy;
  }

  function typed(of) {
    var data = new URLSearchParams(new FormData(of || form));
    data.delete("csrfmiddlewaretoken");
    data.delete("revision");
    return data.toString();
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function keep(what) {
    try {
      localStorage.setItem(key, JSON.stringify({ typed: what, revision: form.revision.value, tab: tab, at: Date.now() }));
    } catch (error) {
      // A full or closed store: the server's copy is all there is then.
    }
  }

  function forget() {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      // As above.
    }
  }

  var said = "";

  function say(text, good, more) {
    // Written anew, a link would vanish from under the finger that presses it.
    if (text === said) {
      return;
    }
    said = text;
    lines.forEach(function (line) {
      line.className = good ? "saved" : "offline";
      line.textContent = text;
      if (more) {
        line.append(" ", more());
      }
    });
  }

  function button(text) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button-link";
    made.textContent = text;
    made.addEventListener("click", sendPlainly);
    return made;
  }

  function link(text, address) {
    var made = document.createElement("a");
    made.href = address + "?next=" + encodeURIComponent(location.pathname);
    made.textContent = text;
    return made;
  }

  // As a person sends it, so that the server answers with a page.
  function sendPlainly() {
    stopped = true;
    HTMLFormElement.prototype.submit.call(form);
  }

  function token() {
    var cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return cookie ? cookie[1] : form.csrfmiddlewaretoken.value;
  }

  function post(what, revision, sign, own, last) {
    var body = new URLSearchParams(what);
    var abort = new AbortController();
    var timer = setTimeout(function () { abort.abort(); }, PATIENCE);
    body.set("revision", revision);
    body.set("tab", sign);
    if (own) {
      body.set("autosave", "1");
    }
    return fetch(form.action, {
      method: "POST",
      body: body,
      credentials: "same-origin",
      headers: { "Accept": "application/json", "X-CSRFToken": token() },
      keepalive: Boolean(last),
      signal: abort.signal
    }).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (found) {
        return { status: answer.status, found: found };
      });
    }).finally(function () { clearTimeout(timer); });
  }

  // What the server's answer means for this page; true where it holds what was sent.
  function took(answer, what) {
    var found = answer.found;
    if (answer.status === 200) {
      if (found.revision) {
        form.revision.value = found.revision;
      }
      known = what;
      if (typed() === what) {
        forget();
      } else {
        keep(typed());
      }
      if (found.saved) {
        say(found.saved, true);
      }
      return true;
    }
    if (answer.status === 401) {
      say(words.signIn, false, function () { return link(words.signInLink, found.sign_in); });
    } else if (answer.status === 409) {
      stopped = true;
      say(words.overtaken, false, function () { return button(words.overtakenLink); });
    } else if (answer.status === 422) {
      stopped = true;
      say(found.refused.join(" "), false);
    } else {
      say(words.offline, false);
    }
    return false;
  }

  function save(last) {
    var what = typed();
    if (stopped || what === known) {
      return;
    }
    keep(what);
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    post(what, form.revision.value, tab, true, last === true).then(function (answer) {
      took(answer, what);
    }, function () {
      say(words.offline, false);
    }).then(function () {
      busy = false;
      if (again) {
        again = false;
        save();
      }
    });
  }

  // What an earlier page of this step could not send: it goes first, then the page is shown anew with it.
  function restore() {
    var copy = kept();
    if (!copy || Date.now() - copy.at > OLDEST || copy.typed === known) {
      forget();
      return;
    }
    form.inert = true;
    say(words.restoring, false);
    (function send() {
      post(copy.typed, copy.revision, copy.tab, true).then(function (answer) {
        if (answer.status === 200) {
          forget();
          location.reload();
        } else if (answer.status === 409) {
          showBoth(copy);
        } else {
          form.inert = false;
          took(answer, copy.typed);
        }
      }, function () {
        say(words.offline, false);
        setTimeout(send, 5000);
      });
    })();
  }

  function showBoth(copy) {
    var other = document.createElement("form");
    var data = new URLSearchParams(copy.typed);
    data.set("revision", copy.revision);
    data.set("csrfmiddlewaretoken", token());
    other.method = "post";
    other.action = form.action;
    data.forEach(function (value, name) {
      var box = document.createElement("textarea");
      box.name = name;
      box.value = value;
      other.append(box);
    });
    other.hidden = true;
    document.body.append(other);
    forget();
    other.submit();
  }

  form.addEventListener("input", function () { keep(typed()); });
  form.addEventListener("change", function () { save(); });
  form.addEventListener("focusout", function () { save(); });
  window.addEventListener("online", function () { save(); });
  window.addEventListener("pagehide", function () { save(true); });
  setInterval(save, EVERY);

  form.addEventListener("submit", function (event) {
    if (event.submitter && event.submitter.name) {
      return;
    }
    event.preventDefault();
    if (stopped) {
      sendPlainly();
      return;
    }
    var what = typed();
    keep(what);
    stopped = true;
    form.setAttribute("aria-busy", "true");
    post(what, form.revision.value, tab, false).then(function (answer) {
      stopped = false;
      form.removeAttribute("aria-busy");
      if (took(answer, what)) {
        if (answer.found.next) {
          known = typed();
          location.assign(answer.found.next);
        } else {
          sendPlainly();
        }
      } else if (answer.status === 409 || answer.status === 422) {
        sendPlainly();
      }
    }, function () {
      stopped = false;
      form.removeAttribute("aria-busy");
      say(words.offline, false);
    });
  });

  restore();
})();
