// The page is complete without this. It lights every piece of a statement whose marks were parted by
// another statement's, where `:target` reaches only the first.
"use strict";
function light() {
  for (const piece of document.querySelectorAll("mark.lit")) piece.classList.remove("lit");
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id.startsWith("s-")) return;
  for (const piece of document.querySelectorAll("mark[data-of]")) {
    if (piece.dataset.of === id.slice(2)) piece.classList.add("lit");
  }
}
addEventListener("hashchange", light);
light();
