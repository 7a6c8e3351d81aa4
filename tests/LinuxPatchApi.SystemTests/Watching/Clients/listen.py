"""Hears one frame of the job socket with python3-websocket (websocket-client): prints it, or "HTTP STATUS" when there is no socket.

Usage: listen.py WSS-URL FOLDER [ORIGIN]     (FOLDER: ca.pem, client.pem, client.key.pem; without ORIGIN the library sends its own)
"""
import sys

import websocket


def main(url, folder, *origin):
    tls = {"ca_certs": f"{folder}/ca.pem", "certfile": f"{folder}/client.pem", "keyfile": f"{folder}/client.key.pem"}
    try:
        socket = websocket.create_connection(url, sslopt=tls, timeout=20, **({"origin": origin[0]} if origin else {}))
    except websocket.WebSocketBadStatusException as refused:
        print("HTTP", refused.status_code)
        return
    print(socket.recv())
    socket.close()


main(*sys.argv[1:])
