"""health.py URL FOLDER [NAME] - GET with python3-requests: prints the status, or what the library says (FOLDER: ca.pem, NAME.pem, NAME.key.pem)."""

import sys

import requests

url, folder, *name = sys.argv[1:]
try:
    answer = requests.get(url, verify=f"{folder}/ca.pem", cert=(f"{folder}/{name[0]}.pem", f"{folder}/{name[0]}.key.pem") if name else None, timeout=20)
    print(answer.status_code)
except requests.exceptions.RequestException as error:
    print(error)
