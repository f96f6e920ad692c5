/* 每页都用：大字、简洁版式的开关。没有脚本时网页照样能看，只是没有开关。 */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("scripts");
  var modes = [["large", "大字"], ["plain", "简洁"]];
  function saved(mode) { try { return localStorage.getItem("gkcat-" + mode) === "1"; } catch (_) { return false; } }
  function save(mode, on) { try { localStorage.setItem("gkcat-" + mode, on ? "1" : "0"); } catch (_) { /* 存不下就只管本页 */ } }
  modes.forEach(function (mode) { root.classList.toggle(mode[0], saved(mode[0])); });
  document.addEventListener("DOMContentLoaded", function () {
    var header = document.querySelector("header");
    if (!header) { return; }
    var box = document.createElement("p");
    box.className = "modes";
    modes.forEach(function (mode) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = mode[1];
      button.setAttribute("aria-pressed", String(root.classList.contains(mode[0])));
      button.addEventListener("click", function () {
        var on = root.classList.toggle(mode[0]);
        button.setAttribute("aria-pressed", String(on));
        save(mode[0], on);
      });
      box.appendChild(button);
    });
    header.appendChild(box);
  });
})();
