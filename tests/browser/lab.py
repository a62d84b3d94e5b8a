"""Real servers to look at widgets in: JupyterLab with a kernel and settings of its own, and whatever else serves.

    written(folder / "x.ipynb", "import leadkit as lk", "lk.load('saas')")
    with jupyterlab(folder) as address, opened(browser, address, "x.ipynb") as page:
        assert page.told == []

``opened`` runs all cells and gives Playwright's page when the last one is done. ``page.told`` collects what the
browser complains of: errors on the console, and whatever was fetched from elsewhere than this server. Nothing here
waits for ever, and a server ends with the process that started it, even where that is killed.
"""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from leadkit.notebooks.kernel import private_kernel

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TOKEN, KERNEL = "look", "python3"
WAIT = 150  # seconds for one step of a slow machine
# All cells are drawn, also those outside the window; nobody is asked about news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
# The server stops when we close its input, or are no more.
SERVER = """
import os, signal, sys, threading
def end():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end, daemon=True).start()
from {module} import main
main()
"""
RUN = """() => {
  const run = async () => {
    const app = window.jupyterapp;
    const session = app.shell.currentWidget.sessionContext;
    await session.ready;
    await session.session.kernel.info;
    await app.commands.execute("notebook:run-all-cells");
    return "done";
  };
  run().catch(String).then((told) => { window.leadkitRan = told; });
}"""


def written(path, *sources):
    """Write a notebook of code cells, which asks for our kernel and not for a choice among kernels."""
    kernel = {"display_name": "Python 3", "language": "python", "name": KERNEL}
    made = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}), path)


PRINTED = """async (source) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  let told = "";
  const future = kernel.requestExecute({ code: source, store_history: false });
  future.onIOPub = (message) => { told += message.content.text ?? message.content.evalue ?? ""; };
  await Promise.race([future.done, new Promise((_, no) => setTimeout(() => no("the kernel is silent"), 60000))]);
  return told;
}"""


@contextlib.contextmanager
def jupyterlab(folder):
    """Start JupyterLab in a folder; give its address."""
    with private_kernel(KERNEL) as env, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        for name, values in SETTINGS.items():
            path = Path(made, "settings", "@jupyterlab", f"{name}.jupyterlab-settings")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        env |= {"JUPYTERLAB_SETTINGS_DIR": f"{made}/settings", "JUPYTERLAB_WORKSPACES_DIR": f"{made}/workspaces"}
        env |= {"JUPYTER_CONFIG_DIR": f"{made}/config"}
        port = free_port()
        options = {"ip": "127.0.0.1", "port": port, "port_retries": 0, "root_dir": folder, "allow_root": True}
        words = ["--no-browser", "--LabApp.expose_app_in_browser=True", f"--IdentityProvider.token={TOKEN}"]
        words += [f"--ServerApp.{one}={to}" for one, to in options.items()]
        with served("jupyterlab.labapp", port, *words, env=env):
            yield f"http://127.0.0.1:{port}"


def free_port():
    """Find a port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextlib.contextmanager
def served(module, port, *words, env=None):
    """Run the `main` of a module with some words until it listens on a port; give the file of what it says."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        log = Path(made, "log.txt")
        command = [sys.executable, "-c", SERVER.format(module=module), *words]
        with log.open("wb") as told:
            server = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=told, stderr=subprocess.STDOUT)
        try:
            _listening(server, port, log)
            yield log
        finally:
            _stop(server)


def _listening(server, port, log):
    for _ in range(2 * WAIT):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.5)
    raise RuntimeError(f"The server does not listen: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _stop(server):
    server.stdin.close()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(20)


@contextlib.contextmanager
def opened(browser, address, name, *, width=1000, height=1800, before=""):
    """Open a notebook, run all of its cells, and give the page when the last one is done; `before` is a script."""
    with watched(browser, address, width=width, height=height, before=before) as page:
        page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")  # what was open before is not opened again
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        page.evaluate(RUN)  # which waits for nothing: an evaluation has no timeout
        page.wait_for_function("window.leadkitRan !== undefined")
        assert page.evaluate("window.leadkitRan") == "done"
        wrong = page.locator(".jp-OutputArea-output:has(.ansi-red-fg)")
        assert wrong.count() == 0, wrong.first.inner_text()
        yield page


@contextlib.contextmanager
def watched(browser, address, *, width=1000, height=1400, before=""):
    """Give an empty page whose `told` collects what the browser complains of when it goes to a server."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        context.set_default_timeout(1000 * WAIT)
        context.add_init_script(before)
        page = context.new_page()
        page.told = told = []
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda asked: told.append(asked.url) if _elsewhere(asked.url, address) else None)
        yield page
    finally:
        context.close()


def printed(page, source):
    """Run a line in the kernel of an opened notebook, beside its cells; give what it printed."""
    return page.evaluate(PRINTED, source)


def _elsewhere(url, address):
    return not url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:"))
