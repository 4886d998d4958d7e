"""An app without any setting of a proxy: urllib_app.py URL prints what a GET of the URL answers."""
import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1]) as answer:
    sys.stdout.buffer.write(answer.read())
