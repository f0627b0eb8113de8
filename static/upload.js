// Sends each document as soon as it is chosen, a photograph made smaller first, and shows how far it is.
// Without this file the documents go all at once when the form is saved.
(function () {
  "use strict";
  var form = document.querySelector("form[data-uploads]");
  if (!form || !window.Promise || !window.FormData || !form.closest) {
    return;
  }
  var LONGEST_SIDE = 2000;
  var QUALITY = 0.82;
  // A small picture is as it should be: a screenshot's letters stay sharp.
  var SMALL = 400 * 1024;
  // The line is taken to be cut when nothing has moved for this long.
  var PATIENCE = 60000;
  var words = form.dataset;
  var parts = form.querySelector("[data-parts]").content;
  var status = form.querySelector("[data-say]");
  var touch = window.matchMedia && matchMedia("(pointer: coarse)").matches;
  var camera = touch && "capture" in document.createElement("input");
  // What was chosen and is not with the server yet, by the name of its field.
  var jobs = {};
  var sending = null;
  // The button that was pressed while something was under way.
  var pressed = null;

  function row(name) {
    return form.querySelector("[data-document=\"" + name + "\"]");
  }

  function prepare(place) {
    Array.from(place.querySelectorAll("input[type=file]")).forEach(function (input) {
      input.classList.add("hidden");
    });
    Array.from(place.querySelectorAll("[data-camera]")).forEach(function (button) {
      button.hidden = !camera;
    });
  }

  function say(text, seen) {
    status.className = seen ? "offline" : "hidden";
    status.textContent = text;
  }

  function show(job, part) {
    var fresh = parts.querySelector("[data-part=" + part + "]").cloneNode(true);
    if (job.shown) {
      job.shown.remove();
    }
    job.shown = fresh;
    row(job.name).appendChild(fresh);
    return fresh;
  }

  function all(state) {
    return Object.keys(jobs).map(function (name) { return jobs[name]; }).filter(function (job) {
      return !state || job.state === state;
    });
  }

  // ---- Choosing

  function choose(input) {
    var place = input.closest("[data-document]");
    var name = place.dataset.document;
    var file = input.files[0];
    if (!file) {
      return;
    }
    drop(jobs[name]);
    forgive(place);
    var job = { name: name, state: "preparing" };
    jobs[name] = job;
    underWay(job, file.name);
    say(words.sending + " " + file.name);
    // It is sent from here, not once more with the form.
    input.value = "";
    shrunk(file).then(function (made) {
      if (jobs[name] !== job) {
        return;
      }
      job.file = made.file;
      job.fileName = made.name;
      if (made.file.size > Number(words.mostBytes)) {
        refuse(job, words.tooLarge);
      } else {
        job.state = "queued";
        next();
      }
    });
  }

  function drop(job) {
    if (!job) {
      return;
    }
    delete jobs[job.name];
    if (job.shown) {
      job.shown.remove();
    }
    if (sending === job) {
      sending = null;
      job.request.abort();
    }
  }

  // Takes away what was said of an earlier choice.
  function forgive(place) {
    var said = place.querySelectorAll(".error");
    var input = place.querySelector("input[type=file][name]");
    Array.from(said).forEach(function (error) { error.remove(); });
    if (input) {
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", input.id + "_helptext");
    }
  }

  // ---- Making smaller

  function shrunk(file) {
    var asItIs = { file: file, name: file.name };
    var known = /^image\/(jpeg|png|webp)$/.test(file.type);
    // A telephone's own kind is not known to the server; a browser that can open it makes it a JPEG.
    var picture = /^image\//.test(file.type) || /\.hei[cf]$/i.test(file.name);
    if (!picture || !window.createImageBitmap) {
      return Promise.resolve(asItIs);
    }
    return opened(file).then(function (bitmap) {
      var scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
      if (known && scale === 1 && file.size <= SMALL) {
        bitmap.close();
        return asItIs;
      }
      return drawn(bitmap, scale).then(function (blob) {
        if (!blob || (known && blob.size >= file.size)) {
          return asItIs;
        }
        return { file: blob, name: file.name.replace(/\.[^.]*$/, "") + ".jpg" };
      });
    }).catch(function () { return asItIs; });
  }

  function opened(file) {
    try {
      return createImageBitmap(file, { imageOrientation: "from-image" });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function drawn(bitmap, scale) {
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    var pen = canvas.getContext("2d");
    // What is see-through would come out black.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return new Promise(function (resolve) {
      canvas.toBlob(resolve, "image/jpeg", QUALITY);
    });
  }

  // ---- Sending, one after the other: on a weak line the first one is through sooner

  function next() {
    var job = all("queued")[0];
    if (sending || !job) {
      if (!sending && !all("preparing").length) {
        settle();
      }
      return;
    }
    send(job);
  }

  // Another page may have signed in meanwhile, which changes the sign against forged forms.
  function token() {
    var cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function send(job) {
    var request = new XMLHttpRequest();
    var data = new FormData();
    var timer = null;
    function patience() {
      clearTimeout(timer);
      timer = setTimeout(function () { request.abort(); }, PATIENCE);
    }
    function over(what) {
      return function () {
        clearTimeout(timer);
        if (sending === job) {
          sending = null;
          what();
          next();
        }
      };
    }
    var seen = row(job.name).querySelector("input[type=hidden]");
    data.append(seen.name, seen.value);
    data.append(job.name, job.file, job.fileName);
    sending = job;
    job.state = "sending";
    job.request = request;
    underWay(job, job.fileName);
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.onprogress = function (event) {
      patience();
      if (event.lengthComputable) {
        moved(job, Math.floor(event.loaded / event.total * 100));
      }
    };
    request.onload = over(function () { answered(job, request); });
    request.onerror = request.onabort = over(function () { hold(job, "waiting"); });
    patience();
    request.send(data);
  }

  function underWay(job, name) {
    show(job, "sending").querySelector("[data-name]").textContent = words.sending + " " + name;
  }

  function moved(job, percent) {
    job.shown.querySelector("progress").value = percent;
    job.shown.querySelector("[data-percent]").textContent = percent + " %";
  }

  function answered(job, request) {
    var found = {};
    try {
      found = JSON.parse(request.responseText);
    } catch (error) {
      // A page instead of an answer: told by its status.
    }
    if (found.html && (request.status === 200 || request.status === 422)) {
      take(job, found, request.status === 200);
    } else if (request.status === 413) {
      refuse(job, words.tooLarge);
    } else if (request.status === 401 || request.status === 403 || request.status === 200) {
      hold(job, "sign-in");
    } else {
      hold(job, "failed");
    }
  }

  // Puts the server's row in the place of the page's, and what follows from it.
  function take(job, found, good) {
    var old = row(job.name);
    var held = old.contains(document.activeElement);
    var box = document.createElement("div");
    box.innerHTML = found.html;
    var fresh = box.firstElementChild;
    var said = fresh.querySelectorAll(good ? ".done-line" : ".error");
    old.replaceWith(fresh);
    prepare(fresh);
    delete jobs[job.name];
    document.getElementById("steps").outerHTML = found.steps;
    document.getElementById("lacks").innerHTML = found.lacks;
    if (held && fresh.querySelector("input[type=file][name]")) {
      fresh.querySelector("input[type=file][name]").focus({ preventScroll: true });
    }
    say(said.length ? said[said.length - 1].textContent : "");
    if (!good) {
      pressed = null;
    }
  }

  function refuse(job, text) {
    var place = row(job.name);
    var input = place.querySelector("input[type=file][name]");
    var error = show(job, "refused");
    error.textContent = text;
    error.id = input.id + "_error";
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", input.id + "_helptext " + error.id);
    delete jobs[job.name];
    pressed = null;
    say(text);
    next();
  }

  function hold(job, why) {
    var place = show(job, why);
    job.state = why;
    pressed = null;
    say(place.querySelector("p").textContent);
  }

  function again(states) {
    all().forEach(function (job) {
      if (states.indexOf(job.state) >= 0) {
        job.state = "queued";
        underWay(job, job.fileName);
      }
    });
    next();
  }

  // ---- What the person does, and the line

  function settle() {
    var button = pressed;
    pressed = null;
    if (button && !all().length && document.contains(button)) {
      say("");
      button.click();
    }
  }

  form.addEventListener("change", function (event) {
    if (event.target.type === "file") {
      choose(event.target);
    }
  });
  form.addEventListener("click", function (event) {
    if (event.target.closest("[data-again]")) {
      again(["waiting", "sign-in", "failed"]);
    }
  });
  form.addEventListener("submit", function (event) {
    if (!all().length) {
      return;
    }
    event.preventDefault();
    pressed = event.submitter || form.querySelector("button.button-main");
    say(words.wait, true);
    again(["waiting", "sign-in", "failed"]);
  });
  window.addEventListener("online", function () { again(["waiting"]); });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      again(["sign-in"]);
    }
  });
  // What was chosen would be lost without a word.
  window.addEventListener("beforeunload", function (event) {
    if (all().length) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
  prepare(form);

  // Chosen before this script came, as happens over a slow line.
  Array.from(form.querySelectorAll("input[type=file]")).forEach(function (input) {
    if (input.files.length) {
      choose(input);
    }
  });
})();
