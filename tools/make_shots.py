"""Take the pictures of the README from a running demo: phone, office, certificate, check; and the walk made of them."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from postgres import free_port

PICTURES = Path("docs/pictures")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PHONE, DESK = (390, 844), (1440, 900)
WALK_HEIGHT, GAP = 760, 28
PASSWORD = "shiyong-2026-yanshi"  # noqa: S105 - the demo's own, printed by it
APPLIED_FOR = "居住证明"


@contextmanager
def demo(folder: str, port: int) -> Iterator[str]:
    environment = {**os.environ, "JIBAN_VAR": folder, "JIBAN_LOG_LEVEL": "WARNING"}
    command = [str(Path(sys.executable).with_name("jiban")), "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=2)  # noqa: S310 - loopback
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("the demo did not start")


def open_page(browser: Browser, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", device_scale_factor=2 if size == PHONE else 1
    )
    return context.new_page()


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


def resident_walk(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=name]", "王秀兰")
    page.fill("[name=identity_number]", "99000019860312122X")
    page.fill("[name=mobile]", "13800005521")
    page.click("button.primary")
    code = re.search(r"\b(\d{6})\b", page.inner_text("main"))
    assert code
    page.fill("[name=code]", code[1])
    page.click("button.primary")
    page.goto(address)
    shoot(page, "phone-home")
    page.goto(f"{address}/apply/residence/")
    shoot(page, "phone-apply")
    page.check("[name=pledge]")
    page.click("button.primary")
    shoot(page, "phone-case")


def office_walk(page: Page, address: str) -> None:
    page.goto(f"{address}/office/sign-in/")
    page.fill("[name=username]", "head")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    code = re.search(r"\b(\d{6})\b", page.inner_text("main"))
    assert code
    page.fill("[name=code]", code[1])
    page.click("main button[type=submit]")
    page.goto(f"{address}/office/")
    page.locator(".queue ol a").last.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "office-review")
    page.fill("[name=pin]", "730164")
    page.get_by_role("button", name="同意并盖章").click()
    page.wait_for_load_state("networkidle")


def certificate_walk(page: Page, address: str) -> None:
    """The case that was just approved: wait for the worker, then show what the holder and a stranger see."""
    page.goto(f"{address}/certificates/")
    for _ in range(40):
        page.locator("main a[href*='/certificates/JB']").filter(has_text=APPLIED_FOR).first.click()
        if page.locator("a[href$='/ofd']").count():
            break
        time.sleep(0.5)
        page.goto(f"{address}/certificates/")
    shoot(page, "phone-certificate")
    code = page.locator("img[src*='qr.svg']").count()
    assert code, "the certificate page shows its QR code"
    with page.expect_download() as waiting:
        page.locator("a[href$='/ofd']").click()
    page.goto(f"{address}/verify/")
    page.set_input_files("input[type=file]", waiting.value.path())
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    shoot(page, "phone-check")


def compose() -> None:
    names = ["phone-apply", "office-review", "phone-certificate", "phone-check"]
    shots = [Image.open(PICTURES / f"{name}.png").convert("RGB") for name in names]
    scaled = [shot.resize((round(shot.width * WALK_HEIGHT / shot.height), WALK_HEIGHT)) for shot in shots]
    width = sum(shot.width for shot in scaled) + GAP * (len(scaled) + 1)
    walk = Image.new("RGB", (width, WALK_HEIGHT + 2 * GAP), (230, 234, 240))
    left = GAP
    for shot in scaled:
        walk.paste(shot, (left, GAP))
        left += shot.width + GAP
    walk.quantize(192).save(PICTURES / "walk.png", optimize=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(folder, free_port()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        phone = open_page(browser, PHONE)
        resident_walk(phone, address)
        office_walk(open_page(browser, DESK), address)
        certificate_walk(phone, address)
        browser.close()
    compose()
    for extra in ("phone-apply", "phone-certificate", "phone-check"):
        (PICTURES / f"{extra}.png").unlink()


if __name__ == "__main__":
    main()
