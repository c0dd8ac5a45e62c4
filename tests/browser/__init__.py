"""The browser tests: readers with Chromium in front of the real server."""
