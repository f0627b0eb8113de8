// The sums of a budget while it is typed: by line, by source and in all, and what the limits leave.
// Counted in whole tyiyn as the server counts (kyrgyz/money.py, initiatives/quantity.py and limits.py), which has the word.
(function () {
  "use strict";
  var sources = document.querySelector("[data-sources]");
  if (!sources) {
    return;
  }
  var PAUSE = 1500;
  var WIDTH = 1000;
  var form = sources.closest("form");
  var said = sources.dataset;
  var units = said.units.split(",");
  var status = form.querySelector("[data-say]");
  var timer;

  // The kinds of space that the server takes; a browser's \s knows a few others.
  var SPACE = /[\t-\r\x1c-\x1f \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  var NUMBER = /^([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?$/;
  var UNIT = / ?(?:сом(?:дор|а|ов)?|som|с\.)$/i;

  // A typed number in hundredths; 0 where it is none, or more than `most`.
  function hundredths(text, most) {
    var found = NUMBER.exec(text);
    var rest = found && (found[2] || "").replace(/0+$/, "");
    var whole = found && found[1].replace(/ /g, "");
    var amount = found && rest.length < 3 ? whole * 100 + Number((rest + "00").slice(0, 2)) : 0;
    return amount <= most ? amount : 0;
  }

  function tidy(text) {
    return text.replace(SPACE, " ").replace(/^ | $/g, "");
  }

  // «12.000» may be twelve som or twelve thousand: nothing is guessed.
  function price(text) {
    var som = tidy(text).replace(UNIT, "");
    return /[.,].../.test(som) ? 0 : hundredths(som, 1e11 - 1);
  }

  // Half a tyiyn up; the price in two pieces, because the product may need more digits than there are.
  function product(quantity, price) {
    var low = price % 1e6;
    var sum = quantity * ((price - low) / 1e6) * 1e4 + Math.floor((quantity * low + 50) / 100);
    return sum < 1e11 ? sum : 0;
  }

  function figure(tyiyn) {
    var rest = tyiyn % 100;
    var whole = String((tyiyn - rest) / 100).replace(/\B(?=(?:\d{3})+$)/g, "\u00a0");
    return whole + (rest ? "," + ("0" + rest).slice(-2) : "");
  }

  function som(tyiyn) {
    var rest = tyiyn % 100;
    var whole = (tyiyn - rest) / 100;
    var one = whole % 10 === 1 && whole % 100 !== 11;
    var few = whole % 10 > 1 && whole % 10 < 5 && (whole % 100 < 12 || whole % 100 > 14);
    return figure(tyiyn) + "\u00a0" + units[rest || few ? 1 : one ? 0 : 2];
  }

  function fill(pattern, values) {
    return pattern.replace(/%(?:%|\((\w+)\)s)/g, function (mark, name) { return name ? values[name] : "%"; });
  }

  function put(place, text) {
    if (place.textContent !== text) {
      place.textContent = text;
    }
  }

  function value(row, name) {
    return row.querySelector("[name$='-" + name + "']").value;
  }

  // What is asked from a source and what its limits say to it, beside what is asked from the others.
  function stand(place, tyiyn, others) {
    var data = place.dataset;
    var most = data.most ? Number(data.most) : Infinity;
    var share = data.share && data.share < 100 ? Number(data.share) : null;
    var shared = share === null ? Infinity : Math.floor(share * others / (100 - share));
    var limit = Math.min(most, shared);
    var faults = [];
    var left = "";
    if (tyiyn > most) {
      faults.push(fill(data.by === "cap" ? said.overCap : said.overAnnounced, { over: som(tyiyn - most) }));
    }
    if (tyiyn > shared) {
      var part = tyiyn - Math.floor(share * (tyiyn + others) / 100);
      faults.push(fill(said.overShare, { share: share, over: som(tyiyn - shared), part: som(part) }));
    }
    if (!faults.length && shared === 0 && others === 0) {
      left = fill(said.first, { share: share });
    } else if (!faults.length && limit < Infinity) {
      left = limit === shared ? fill(said.beside, { others: som(others), most: som(limit) }) + " " : "";
      left += limit > tyiyn ? fill(said.left, { left: som(limit - tyiyn) }) : said.full;
    }
    put(place.querySelector("[data-asked]"), som(tyiyn));
    put(place.querySelector("[data-faults]"), faults.join("\n"));
    put(place.querySelector("[data-left]"), left);
    draw(place.querySelector("svg"), data.kind, tyiyn, limit);
    return { left: limit, name: place.querySelector("[data-name]").textContent, asked: som(tyiyn), faults: faults };
  }

  function draw(bar, kind, tyiyn, limit) {
    var rest = bar.firstElementChild;
    var within = Math.min(tyiyn, limit);
    var over = tyiyn > limit;
    var whole = over || limit === Infinity ? tyiyn : limit;
    // However small, a sum is seen.
    var edge = within && Math.min(Math.max(1, Math.round(within * WIDTH / whole)), over ? WIDTH - 1 : WIDTH);
    while (rest.nextElementSibling) {
      rest.nextElementSibling.remove();
    }
    [[kind, 0, edge], ["over", edge, over ? WIDTH - edge : 0]].forEach(function (piece) {
      if (piece[2]) {
        var rect = rest.cloneNode();
        rect.setAttribute("class", "bar-" + piece[0]);
        rect.setAttribute("x", piece[1]);
        rect.setAttribute("width", piece[2]);
        bar.append(rect);
      }
    });
  }

  function update() {
    var total = 0;
    var bySource = 0;
    var asked = {};
    var standing = {};
    var lines = [];
    form.querySelectorAll("[data-row]").forEach(function (row) {
      var each = price(value(row, "price"));
      var amount = product(hundredths(tidy(value(row, "quantity")), 1e7), each);
      put(row.querySelector("[data-price]"), each ? figure(each) : "–");
      row.querySelectorAll("[data-amount]").forEach(function (place) { put(place, amount ? figure(amount) : "–"); });
      if (!row.querySelector("[name$='-DELETE']").checked) {
        lines.push({ source: value(row, "source"), amount: amount, over: row.querySelector("[data-over]") });
      }
    });
    lines.forEach(function (line) {
      total += line.amount;
      bySource += line.source ? line.amount : 0;
      asked[line.source] = (asked[line.source] || 0) + line.amount;
    });
    put(form.querySelector("[data-total]"), som(total));
    sources.querySelectorAll("[data-source]").forEach(function (place) {
      var tyiyn = asked[place.dataset.source] || 0;
      standing[place.dataset.source] = stand(place, tyiyn, bySource - tyiyn);
    });
    // The lines of a source in their order: the first that goes beyond says so.
    lines.forEach(function (line) {
      var source = standing[line.source];
      var over = source ? Math.max(0, line.amount - source.left) : 0;
      put(line.over, over ? source.name + ": " + fill(said.over, { over: som(over) }) : "");
      if (source) {
        source.left = Math.max(0, source.left - line.amount);
      }
    });
    return status.dataset.say + ": " + som(total) + ". " + Object.keys(standing).map(function (key) {
      var source = standing[key];
      return source.name + ": " + source.asked + ". " + source.faults.join(" ");
    }).join(" ");
  }

  // Said once the person has paused, not at every key.
  function typed() {
    var words = update();
    clearTimeout(timer);
    timer = setTimeout(function () { put(status, words); }, PAUSE);
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  update();
})();
