"""A client of headless Chromium, through chromedriver. Uses the standard library only.

    from browser import chromium, program
"""

import contextlib
import json
import os
import re
import subprocess
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SPACE, TAB, ENTER = " ", "\ue004", "\ue007"


class Browser:
    """A session of chromedriver (the WebDriver protocol)."""

    def __init__(self, driver, logs):
        line = next(line for line in driver.stdout if "started successfully on port" in line)
        self.base = f"http://127.0.0.1:{re.search(r'port ([0-9]+)', line)[1]}/session"
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage"]
        if os.geteuid() == 0:
            # Chromium's sandbox does not start for root.
            arguments.append("--no-sandbox")
        # Pages of other sites may send the cookies of the application: its own rule must hold.
        preferences = {"profile.cookie_controls_mode": 0}
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments, "prefs": preferences},
            "goog:loggingPrefs": {log: "ALL" for log in ("browser", *logs)},
        }
        session = self.call("POST", "", {"capabilities": {"alwaysMatch": capabilities}})
        self.base += "/" + session["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def command(self, name, /, **parameters):
        """Calls a function of the protocol of Chromium's developer tools."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def resize(self, width, height=640):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": arguments})

    def wait(self, script, what):
        for _ in range(200):
            if self.run(script):
                return
            time.sleep(0.05)
        raise SystemExit(f"waited in vain: {what}")

    def elements(self, selector):
        found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
        return ["/element/" + element[ELEMENT] for element in found]

    def click(self, element):
        self.call("POST", element + "/click", {})

    def press(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.call("POST", "/actions", {"actions": [source]})

    def type(self, element, text):
        self.call("POST", element + "/value", {"text": text})

    def log(self, kind):
        """Returns the entries of a log since the last call."""
        return self.call("POST", "/se/log", {"type": kind})

    def network_events(self):
        """Yields name and parameters of each event since the last call. Needs the log `performance`."""
        for entry in self.log("performance"):
            event = json.loads(entry["message"])["message"]
            yield event["method"], event["params"]

    def console_errors(self):
        """Yields the errors in the console. Chromium also reports statuses, which are no errors."""
        for entry in self.log("browser"):
            is_status = entry["source"] == "network" and "responded with a status of 4" in entry["message"]
            if not is_status:
                yield f"console: {entry['message']}"


@contextlib.contextmanager
def program(*arguments, **variables):
    """Runs a program until the end of the block. Gives the process, whose output can be read."""
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    process = subprocess.Popen(arguments, env={**os.environ, **variables}, **pipe)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def chromium(logs=()):
    """Starts Chromium, and gives the `Browser`. `logs` are kinds of logs beside the console."""
    with program("chromedriver", "--port=0") as driver:
        browser = Browser(driver, logs)
        try:
            yield browser
        finally:
            browser.call("DELETE", "")
