"""An app without any setting of a proxy: requests_app.py URL prints what a GET of the URL answers."""
import sys

import requests

answer = requests.get(sys.argv[1], timeout=60)
answer.raise_for_status()
sys.stdout.buffer.write(answer.content)
