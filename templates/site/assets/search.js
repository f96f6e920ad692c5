/* 查找。索引是 search/ 下的一批小脚本文件（见 src/gkcat/formats/search.py），用到哪个取哪个，双击打开网页也能用。
   先由索引得出可能的事项，再逐个核对文字，确认词语真的连在一起。 */
(function () {
  "use strict";
  var DIGITS = "";
  for (var code = 35; code < 127; code += 1) { if (code !== 92) { DIGITS += String.fromCharCode(code); } }
  var HALF = DIGITS.length >> 1;
  var SHOWN = 10; // 一次列出的事项
  var CHECKED = 100; // 核对这么多个；可能的事项更多时只说约数，翻到哪里核对到哪里
  var FOLDED = 8; // 一组筛选先列出的选项

  var parts = {}; // 文件名 → Promise
  var waiting = {};
  var version = "";
  var turn = 0; // 第几次查找：后来的查找使先前的作废
  var start = null;

  window.gkcat = function (name, stamp, content) {
    if (name === "start") { version = stamp; }
    if (waiting[name]) { waiting[name](stamp, content); }
  };

  function load(name) {
    if (parts[name]) { return parts[name]; }
    parts[name] = new Promise(function (done, failed) {
      var script = document.createElement("script");
      waiting[name] = function (stamp, content) {
        if (stamp === version) { done(content); } else { failed(new Error("version")); }
      };
      script.src = "search/" + name + ".js" + (version ? "?v=" + version : "");
      script.onerror = function () { failed(new Error(name)); };
      script.onload = function () { script.remove(); };
      document.head.appendChild(script);
    });
    parts[name].catch(function () { delete parts[name]; });
    return parts[name];
  }

  // ── 词语 ──

  function normal(words) { return words.normalize("NFKC").toLowerCase(); }
  function wordsOf(query) { return normal(query).split(/[\s\u200b\u2060]+/).filter(Boolean); } // 粘贴来的常带看不见的空格

  function unpack(packed) {
    var items = [], last = -1, gap = 0;
    for (var at = 0; at < packed.length; at += 1) {
      var digit = DIGITS.indexOf(packed[at]);
      if (digit >= HALF) { gap = gap * HALF + digit - HALF; continue; }
      last += gap * HALF + digit + 1;
      items.push(last);
      gap = 0;
    }
    return items;
  }

  function union(lists) {
    var all = new Set();
    lists.forEach(function (list) { list.forEach(function (item) { all.add(item); }); });
    return Array.from(all).sort(function (a, b) { return a - b; });
  }

  function common(lists) {
    if (!lists.length) { return []; }
    lists.sort(function (a, b) { return a.length - b.length; });
    return lists.slice(1).reduce(function (kept, list) {
      var there = new Set(list);
      return kept.filter(function (item) { return there.has(item); });
    }, lists[0]);
  }

  // 与生成时一样按 Unicode 字符取两个相邻的字
  function pairs(word) {
    var letters = Array.from(word);
    if (letters.length === 1) { return letters; }
    return letters.slice(1).map(function (letter, at) { return letters[at] + letter; });
  }

  function lookUp(pair) {
    return load("s" + pair.codePointAt(0) % start.shards).then(function (shard) {
      var single = Array.from(pair).length === 1;
      var keys = single ? Object.keys(shard).filter(function (key) { return key.startsWith(pair); }) : [pair];
      var found = keys.filter(function (key) { return Object.prototype.hasOwnProperty.call(shard, key); });
      var split = found.map(function (key) { return shard[key].split(" "); });
      return {
        all: union(split.map(function (each) { return unpack(each[0]); })),
        titled: union(split.map(function (each) { return unpack(each[1] || ""); })),
      };
    });
  }

  // 可能的事项，名称里有全部词语的在前
  function candidates(words) {
    if (!words.length) {
      return Promise.resolve(Array.from({ length: start.items }, function (_, item) { return item; }));
    }
    var wanted = Array.from(new Set([].concat.apply([], words.map(pairs))));
    return Promise.all(wanted.map(lookUp)).then(function (found) {
      var all = common(found.map(function (each) { return each.all; }));
      var titled = new Set(common(found.map(function (each) { return each.titled; })));
      return all.filter(function (item) { return titled.has(item); })
        .concat(all.filter(function (item) { return !titled.has(item); }));
    });
  }

  function textOf(item) {
    return load("x" + Math.floor(item / start.lines)).then(function (lines) { return lines[item % start.lines]; });
  }

  function titleOf(item) {
    return load("t" + Math.floor(item / start.titles)).then(function (titles) { return titles[item % start.titles]; });
  }

  function holds(text, words) {
    var lines = text.split("\n").map(normal);
    return words.every(function (word) { return lines.some(function (line) { return line.includes(word); }); });
  }

  function check(items, words) {
    return Promise.all(items.map(textOf)).then(function (texts) {
      return items.filter(function (_, at) { return holds(texts[at], words); });
    });
  }

  // 单字、双字的词由索引就能确定，更长的要核对文字
  function certain(words) { return words.every(function (word) { return Array.from(word).length <= 2; }); }

  // ── 筛选 ──

  function setOf(facet, item) {
    var sign = facet.items.charCodeAt(item);
    return facet.sets[(sign > 0xd7ff ? sign - 0x800 : sign) - 48];
  }

  function passes(item, chosen, except) {
    return start.facets.every(function (facet, at) {
      var wanted = chosen[at];
      if (at === except || !wanted.size) { return true; }
      return setOf(facet, item).some(function (value) { return wanted.has(facet.values[value]); });
    });
  }

  function counts(items, chosen, at) {
    var facet = start.facets[at];
    var found = facet.values.map(function () { return 0; });
    items.forEach(function (item) {
      if (passes(item, chosen, at)) { setOf(facet, item).forEach(function (value) { found[value] += 1; }); }
    });
    return found;
  }

  // ── 网址里的查找条件 ──

  function read() {
    var asked = new URLSearchParams(location.search);
    return {
      query: (asked.get("q") || "").trim().slice(0, 60),
      chosen: start.facets.map(function (facet) {
        return new Set(asked.getAll(facet.name).filter(function (value) { return facet.values.includes(value); }));
      }),
    };
  }

  function written(state) {
    var asked = new URLSearchParams();
    if (state.query) { asked.set("q", state.query); }
    start.facets.forEach(function (facet, at) {
      state.chosen[at].forEach(function (value) { asked.append(facet.name, value); });
    });
    var words = asked.toString();
    return location.pathname + (words ? "?" + words : "");
  }

  // ── 网页 ──

  function make(tag, text, className) {
    var element = document.createElement(tag);
    if (text) { element.textContent = text; }
    if (className) { element.className = className; }
    return element;
  }

  // 词语标出来；折成同样写法后长短变了的字不标
  function marked(element, text, words) {
    var plain = normal(text), on = [];
    if (plain.length === text.length) {
      words.forEach(function (word) {
        for (var at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) {
          for (var step = 0; step < word.length; step += 1) { on[at + step] = true; }
        }
      });
    }
    for (var from = 0, to; from < text.length; from = to) {
      for (to = from + 1; to < text.length && !on[to] === !on[from]; ) { to += 1; }
      var piece = text.slice(from, to);
      element.appendChild(on[from] ? make("mark", piece) : document.createTextNode(piece));
    }
  }

  function snippet(text, title, words) {
    var lines = text.split("\n").slice(1, -1);
    return lines.filter(function (line) {
      var plain = normal(line);
      return words.some(function (word) { return plain.includes(word) && !normal(title).includes(word); });
    }).slice(0, 2);
  }

  function about(item) {
    return start.facets.slice(0, 3).map(function (facet) {
      return setOf(facet, item).map(function (value) { return facet.values[value]; }).join("、");
    }).filter(Boolean).join("　");
  }

  function hit(item, words) {
    var row = make("li");
    var name = make("p", "", "name");
    var link = make("a");
    name.appendChild(link);
    row.appendChild(name);
    row.appendChild(make("p", about(item), "where"));
    return titleOf(item).then(function (title) {
      link.href = title[1].split("/").map(encodeURIComponent).join("/") + ".html";
      marked(link, title[0], words);
      if (words.length) {
        textOf(item).then(function (text) {
          snippet(text, title[0], words).forEach(function (line) {
            var shown = make("p", "", "snippet");
            marked(shown, line, words);
            row.appendChild(shown);
          });
        }).catch(broken);
      }
      return row;
    });
  }

  var box = document.getElementById("q");
  var found = document.getElementById("found");
  var count = document.getElementById("count");
  var facets = document.getElementById("facets");
  var hits = document.getElementById("hits");
  var more = document.getElementById("more");

  function tried() {
    try {
      var before = sessionStorage.getItem("gkcat-reload") === version;
      sessionStorage.setItem("gkcat-reload", version);
      return before;
    } catch (_) { return true; }
  }

  function broken(error) {
    if (error && error.message === "version" && !tried()) { location.reload(); return; } // 目录刚刚更新过
    count.textContent = "索引文件没有取到，请稍后再试，或者从上面的“领域”“单位”“环节”逐级查看。";
  }

  function list(shown, from, words, sure) {
    var mine = turn;
    var next = shown.slice(from, from + SHOWN);
    var kept = sure || !from ? Promise.resolve(next) : check(next, words);
    return kept.then(function (items) {
      return Promise.all(items.map(function (item) { return hit(item, words); }));
    }).then(function (rows) {
      if (mine !== turn) { return; }
      rows.forEach(function (row) { hits.appendChild(row); });
      more.hidden = from + SHOWN >= shown.length;
      more.onclick = function () {
        var last = hits.children.length;
        list(shown, from + SHOWN, words, sure).then(function () {
          var link = hits.children[last] && hits.children[last].querySelector("a");
          if (link) { link.focus(); }
        }).catch(broken);
      };
    });
  }

  function option(facet, at, value, number, state) {
    var label = make("label");
    var input = make("input");
    input.type = "checkbox";
    input.name = facet.name;
    input.value = value;
    input.checked = state.chosen[at].has(value);
    input.addEventListener("change", function () {
      state.chosen[at][input.checked ? "add" : "delete"](value);
      go(state, true);
    });
    label.appendChild(input);
    label.appendChild(document.createTextNode(" " + value + " "));
    label.appendChild(make("span", String(number), "number"));
    return label;
  }

  function group(items, state, at, open) {
    var facet = start.facets[at];
    var number = counts(items, state.chosen, at);
    var order = facet.values.map(function (_, value) { return value; }).filter(function (value) {
      return number[value] || state.chosen[at].has(facet.values[value]);
    });
    if (!order.length) { return null; }
    var fieldset = make("fieldset");
    fieldset.appendChild(make("legend", facet.name));
    var rest = null;
    order.forEach(function (value, place) {
      if (place === FOLDED) {
        rest = make("details");
        rest.open = open.has(facet.name) || order.slice(FOLDED).some(function (each) {
          return state.chosen[at].has(facet.values[each]);
        });
        rest.dataset.name = facet.name;
        rest.appendChild(make("summary", "其余" + (order.length - FOLDED) + "项"));
        fieldset.appendChild(rest);
      }
      (rest || fieldset).appendChild(option(facet, at, facet.values[value], number[value], state));
    });
    return fieldset;
  }

  // 勾选之后各组重画，键盘焦点留在原处，展开的仍展开
  function filters(items, state) {
    var focused = document.activeElement && facets.contains(document.activeElement) ? document.activeElement : null;
    var open = new Set(Array.from(facets.querySelectorAll("details[open]"), function (each) { return each.dataset.name; }));
    var groups = start.facets.map(function (_, at) { return group(items, state, at, open); }).filter(Boolean);
    facets.replaceChildren.apply(facets, groups);
    document.getElementById("filters").hidden = !groups.length;
    if (!focused) { return; }
    Array.from(facets.querySelectorAll("input")).forEach(function (input) {
      if (input.name === focused.name && input.value === focused.value) { input.focus(); }
    });
  }

  function tell(number, exact, state) {
    var limits = state.chosen.reduce(function (sum, each) { return sum + each.size; }, 0);
    found.classList.toggle("empty", !number);
    if (limits) { found.classList.add("limited"); } // 手机上收着、简洁版式不显示的筛选，选过就要看得见
    document.querySelector("#filters > summary").textContent = "筛选" + (limits ? "（已选" + limits + "个条件）" : "");
    if (number) {
      count.textContent = (exact ? "共" : "约") + number + "项" + (state.query || limits ? "" : "，可以输入词语或者勾选筛选条件");
      return;
    }
    count.textContent = limits
      ? "没有找到。可以去掉几个筛选条件，或者换个说法再查。"
      : "没有找到。可以少写几个字、换个说法再查；目录里没有的信息，可以向单位申请公开，各单位电话见下面。";
  }

  function draw(items, state, words, exact) {
    filters(items, state);
    var shown = items.filter(function (item) { return passes(item, state.chosen, -1); });
    tell(shown.length, exact, state);
    hits.replaceChildren();
    more.hidden = true;
    return list(shown, 0, words, exact);
  }

  // 先列出，再核对：第一眼只要索引和名称
  function show(state) {
    var mine = turn += 1;
    var words = wordsOf(state.query);
    found.hidden = false;
    return candidates(words).then(function (items) {
      if (mine !== turn) { return null; }
      var sure = certain(words) || !items.length;
      return draw(items, state, words, sure).then(function () { return sure ? null : verify(items, state, words, mine); });
    }).then(function () {
      if (mine === turn) { hits.dataset.done = String(mine); }
    }).catch(broken);
  }

  function verify(items, state, words, mine) {
    var shown = items.filter(function (item) { return passes(item, state.chosen, -1); }).slice(0, CHECKED);
    return check(shown, words).then(function (kept) {
      if (mine !== turn) { return null; }
      var wrong = new Set(shown);
      kept.forEach(function (item) { wrong.delete(item); });
      var right = items.filter(function (item) { return !wrong.has(item); });
      var left = right.filter(function (item) { return passes(item, state.chosen, -1); });
      var exact = left.length === kept.length;
      if (wrong.size) { return draw(right, state, words, exact); }
      tell(left.length, exact, state);
      return null;
    });
  }

  function go(state, push) {
    if (push) { history.pushState(null, "", written(state)); }
    show(state);
  }

  function begin() {
    var state = read();
    box.value = state.query;
    show(state);
  }

  document.querySelector("form.search").addEventListener("submit", function (event) {
    event.preventDefault();
    if (!start) { return; }
    var state = read();
    state.query = box.value.trim();
    go(state, true);
  });
  window.addEventListener("popstate", function () { if (start) { begin(); } });
  if (matchMedia("(max-width: 640px)").matches) { document.getElementById("filters").open = false; }
  load("start").then(function (content) { start = content; begin(); }).catch(function (error) { found.hidden = false; broken(error); });
})();
