"""When a browser first shows words of a page, on a running server.

    python -m tools.first_paint http://127.0.0.1:8000 / /report/ /city/

One JSON object a line: the address, the median and the slowest of seven visits in milliseconds,
each by a browser that has kept nothing. A phone's processor is imitated by a fourfold slow-down.
"""

import json
import statistics
import sys
from collections.abc import Iterator, Sequence

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tools import system

VISITS = 7
SLOWER = 4
PHONE: ViewportSize = {"width": 360, "height": 740}
# The flags that Debian's Chromium needs on a server: see the tests.
FLAGS = ("--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-quic")
# A promise: waiting for an expression would need eval, which our pages forbid.
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  for (const one of list.getEntriesByName("first-contentful-paint")) done(one.startTime);
}).observe({type: "paint", buffered: true}))"""


def first_paint(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the visit to the first contentful paint."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address)
        painted: float = page.evaluate(PAINTED)
        return painted


def paints(server: str, paths: Sequence[str]) -> Iterator[dict[str, object]]:
    """The first paint of each path of a server."""
    with sync_playwright() as playwright:
        executable = system.chromium()
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for path in paths:
            found = [first_paint(browser, f"{server}{path}") for _ in range(VISITS)]
            yield {
                "name": "pages.first_paint_ms",
                "page": path,
                "value": round(statistics.median(found)),
                "unit": "ms",
                "slowest": round(max(found)),
            }
        browser.close()


if __name__ == "__main__":
    for one in paints(sys.argv[1].rstrip("/"), sys.argv[2:] or ["/"]):
        print(json.dumps(one), flush=True)
