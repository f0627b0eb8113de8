// Rows of a plan or a budget: one is added, removed and put back at once; what is written folds into a short line.
// The page works without it: the same button then asks the server for more rows, a tick removes one.
(function () {
  "use strict";
  var list = document.querySelector("[data-rows]");
  if (!list) {
    return;
  }
  var form = list.closest("form");
  var prefix = list.dataset.rows;
  var total = form.elements[prefix + "-TOTAL_FORMS"];
  var most = Number(form.elements[prefix + "-MAX_NUM_FORMS"].value);
  var needs = list.dataset.needs.split(" ");
  var add = form.querySelector("[data-add]");
  var head = list.querySelector(".line-head");
  var months = document.getElementById("months");

  function rows() {
    return Array.from(list.querySelectorAll("[data-row]"));
  }

  function field(row, name) {
    return row.querySelector("[name$='-" + name + "']");
  }

  function words(control) {
    var chosen = control.tagName === "SELECT" ? control.value && control.options[control.selectedIndex].text : control.value;
    return chosen.trim();
  }

  // A choice alone does not make a row count; the server holds to the same.
  function filled(row) {
    return Array.from(row.querySelectorAll("input[name]:not([type=checkbox])")).some(words);
  }

  function finished(row) {
    return !row.querySelector("[aria-invalid=true]") && needs.every(function (name) { return words(field(row, name)); });
  }

  function show(row) {
    row.classList.toggle("line-empty", !filled(row));
    row.querySelectorAll("[data-show]").forEach(function (place) {
      var parts = place.dataset.show.split(" ").map(function (name) { return words(field(row, name)); });
      place.textContent = parts.filter(Boolean).join(" ") || place.dataset.else || "–";
    });
  }

  function changed(row) {
    frame();
    field(row, "DELETE").dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The head stands over folded lines only; the button goes when there is no room for one more.
  function frame() {
    var full = Number(total.value) >= most && !spare();
    head.hidden = !rows().some(function (row) { return !row.hidden && !row.open; });
    add.hidden = full;
    form.querySelector("[data-full]").hidden = !full;
  }

  // An empty row that is not shown, after all that is written.
  function spare() {
    return rows().reduce(function (found, row) { return row.hidden && !filled(row) ? found || row : null; }, null);
  }

  function fresh() {
    var holder = document.createElement("div");
    var number = Number(total.value);
    holder.innerHTML = list.querySelector("[data-fresh]").innerHTML
      .replace(/__prefix__/g, number).replace(/__number__/g, number + 1);
    var row = holder.querySelector("[data-row]");
    list.querySelector("[data-fresh]").before(row);
    total.value = number + 1;
    prepare(row);
    return row;
  }

  function open(row) {
    row.hidden = false;
    row.open = true;
    row.querySelector("input:not([type=checkbox])").focus();
    changed(row);
  }

  function remove(row) {
    row.hidden = true;
    if (filled(row)) {
      field(row, "DELETE").checked = true;
      offerBack(row).focus();
    } else {
      add.focus();
    }
    changed(row);
  }

  function offerBack(row) {
    var line = form.querySelector("[data-gone]").content.firstElementChild.cloneNode(true);
    var said = line.querySelector("span");
    var back = line.querySelector("button");
    said.textContent = said.textContent.replace("{0}", words(field(row, "what")) || row.querySelector("[data-show]").dataset.else);
    said.id = row.querySelector("[name]").id + "-gone";
    back.setAttribute("aria-describedby", said.id);
    back.addEventListener("click", function () {
      field(row, "DELETE").checked = false;
      line.remove();
      open(row);
    });
    row.after(line);
    return back;
  }

  // A month is one touch in the phone's own list; whoever needs other words still writes them.
  function choose(input) {
    var select = document.createElement("select");
    var label = form.querySelector("label[for='" + input.id + "']");
    [months.dataset.choose].concat(Array.from(months.options, function (option) { return option.value; }), months.dataset.other)
      .forEach(function (text, place) { select.add(new Option(text, place ? text : "")); });
    var other = select.options.length - 1;
    select.value = input.value.trim();
    if (select.selectedIndex < 0) {
      select.selectedIndex = other;
    }
    select.id = input.id + "-choice";
    label.htmlFor = select.id;
    input.setAttribute("aria-label", label.textContent);
    input.removeAttribute("list");
    input.hidden = select.selectedIndex !== other;
    input.before(select);
    select.addEventListener("change", function () {
      input.hidden = select.selectedIndex !== other;
      if (input.hidden) {
        input.value = select.value;
      } else {
        input.focus();
      }
    });
  }

  function prepare(row) {
    row.querySelector("[data-drop]").hidden = true;
    row.querySelector("[data-remove]").parentNode.hidden = false;
    row.querySelector("[data-remove]").addEventListener("click", function () { remove(row); });
    if (months) {
      choose(field(row, "month"));
    }
  }

  // Of the empty rows one is enough, and none where something is written already.
  var wanted = location.hash === "#empty" || !rows().some(filled);
  rows().forEach(function (row) {
    prepare(row);
    if (field(row, "DELETE").checked) {
      row.hidden = true;
      offerBack(row);
    } else if (!filled(row)) {
      row.hidden = !wanted;
      row.open = wanted;
      wanted = false;
    }
  });
  add.type = "button";
  add.addEventListener("click", function () {
    if (!add.hidden) {
      rows().forEach(function (row) { row.open = row.open && !finished(row); });
      open(spare() || fresh());
    }
  });
  form.addEventListener("input", function () { rows().forEach(show); });
  form.addEventListener("change", function () { rows().forEach(show); });
  list.addEventListener("toggle", frame, true);
  frame();
})();
