// Numbers beside a text field, and the line that a mistake names; without scripts it is a plain field.

for (const field of document.querySelectorAll("textarea[data-line-numbers]")) {
  number(field);
}

function number(field) {
  const frame = document.createElement("div");
  frame.className = "numbered";
  const gutter = document.createElement("pre");
  gutter.setAttribute("aria-hidden", "true");
  field.replaceWith(frame);
  frame.append(gutter, field);

  let shown = 0;
  const draw = () => {
    const lines = field.value.split("\n").length;
    if (lines !== shown) {
      gutter.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
      shown = lines;
    }
    gutter.scrollTop = field.scrollTop;
  };
  field.addEventListener("input", draw);
  field.addEventListener("scroll", draw);
  draw();
  goTo(field, Number(new URLSearchParams(location.search).get("line")));
  draw();
}

function goTo(field, line) {
  if (!(line > 0)) {
    return;
  }
  const before = field.value.split("\n").slice(0, line - 1).join("\n");
  const start = line > 1 ? before.length + 1 : 0;
  const end = field.value.indexOf("\n", start);
  field.focus();
  field.setSelectionRange(start, end < 0 ? field.value.length : end);
  const height = parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 5) * height);
}
