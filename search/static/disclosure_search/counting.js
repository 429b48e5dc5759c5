// Tells the site what was asked and which result was opened, without a cookie; nothing where the browser asks not to.
(function () {
  "use strict";
  var told = document.querySelector("[data-search-count]");
  if (!told || !navigator.sendBeacon || navigator.doNotTrack === "1" || navigator.globalPrivacyControl) return;
  var question = told.dataset.question;
  var EMPTY = "search-without-result";
  var SEEN = "search-asked";

  function kept(name, value) {
    try {
      if (value === undefined) return sessionStorage.getItem(name) || "";
      sessionStorage.setItem(name, value);
    } catch (error) {
      return "";
    }
    return value;
  }

  function send(values) {
    navigator.sendBeacon(told.dataset.searchCount, new URLSearchParams(values));
  }

  // Once for a question in this tab: its second page, a filter or a reload is no other question.
  if (question && kept(SEEN) !== question) {
    kept(SEEN, question);
    send({ asked: question, found: told.dataset.found });
    if (told.dataset.found === "0") kept(EMPTY, question);
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".search-hits > li a[href]");
    if (!link) return;
    var hit = link.closest(".search-hits > li");
    var place = Array.prototype.indexOf.call(hit.parentNode.children, hit) + Number(told.dataset.first);
    var before = kept(EMPTY);
    send({ opened: question, position: String(place), after: before === question ? "" : before });
    kept(EMPTY, "");
  });
})();
