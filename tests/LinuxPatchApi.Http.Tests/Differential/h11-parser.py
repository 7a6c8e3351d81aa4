# Reads one request stream a line, in hexadecimal; writes one line a stream: what h11 makes of it.
import json
import sys

import h11


def read(data):
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    requests, error = [], None
    current, closed = None, False
    try:
        connection.receive_data(data)
        ended = not data
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                if ended:
                    break
                ended = True
                connection.receive_data(b"")
            elif event is h11.PAUSED:
                if connection.our_state is not h11.DONE:
                    connection.send(h11.Response(status_code=404, headers=[("content-length", "0")]))
                    connection.send(h11.EndOfMessage())
                if connection.our_state is h11.MUST_CLOSE or connection.their_state is h11.MUST_CLOSE:
                    closed = True
                    break
                connection.start_next_cycle()
            elif isinstance(event, h11.Request):
                fields = [part.decode("latin-1") for field in event.headers.raw_items() for part in field]
                current = {"method": event.method.decode("latin-1"), "target": event.target.decode("latin-1"),
                           "headers": fields, "body": b"", "minor": int(event.http_version[2:])}
            elif isinstance(event, h11.Data):
                current["body"] += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                current["body"] = current["body"].hex()
                requests.append(current)
                current = None
                connection.send(h11.Response(status_code=404, headers=[("content-length", "0")]))
                connection.send(h11.EndOfMessage())
                if connection.our_state is not h11.DONE:
                    closed = True
                    break
                connection.start_next_cycle()
            elif isinstance(event, h11.ConnectionClosed):
                break
    except h11.RemoteProtocolError as refused:
        error = str(refused)
    return {"requests": requests, "error": error, "closed": closed}


for line in sys.stdin:
    print(json.dumps(read(bytes.fromhex(line.strip()))), flush=False)
