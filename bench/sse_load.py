#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Many clients of /v1/events at once: what each was told, whether anything is missing, how late.

    sse_load.py URL [--clients 1000] [--seconds 30] [--rate 20] [--token-file FILE]

Sends reports at the rate (0: somebody else does) while all clients listen from now on. Prints the
events a client was told, gaps and doubles, and how long events took from just before they were
sent until a client had them. Exit status 1 when a client missed an event.
"""
import argparse
import asyncio
import datetime
import json
import sys
import time
from urllib.parse import urlsplit

LINE_MAX = 1 << 20


class Client:
    def __init__(self):
        self.ids = []
        self.first = None  # where it began
        self.delays = []


async def connect(url, token):
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port or 80, limit=LINE_MAX)
    head = f"Host: {parts.netloc}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
    return reader, writer, parts.path.rstrip("/"), head


async def follow(client, url, token, ready, sent):
    """Reads events until cancelled; chunked coding is taken off line by line."""
    reader, writer, path, head = await connect(url, token)
    try:
        writer.write(f"GET {path}/v1/events HTTP/1.1\r\n{head}\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"/v1/events: {status.decode().strip()}")
        while (await reader.readline()).strip():
            pass
        rest = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            rest += (await reader.readexactly(size + 2))[:-2]
            *lines, rest = rest.split(b"\n")
            for line in lines:
                take(client, line, ready, sent)
    finally:
        writer.close()


def take(client, line, ready, sent):
    if line.startswith(b"id: "):
        id = int(line[4:])
        if client.first is None:
            client.first = id
            ready.release()
        client.last_id = id
    elif line.startswith(b"data: "):
        client.ids.append(client.last_id)
        mark = line.find(b'"client_id":"load-')
        if mark >= 0:
            name = line[mark + 13:line.index(b'"', mark + 13)]
            if name in sent:
                client.delays.append(time.monotonic() - sent[name])


async def send(url, token, rate, until, sent):
    """One report after the other, on one connection."""
    reader, writer, path, head = await connect(url, token)
    run = datetime.datetime.now(datetime.timezone.utc).strftime("%H%M%S%f")
    start, n = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        name = f"load-{run}-{n}"
        body = json.dumps({"crs": "wgs84", "client_id": name, "category": "load", "lon": 120.84,
                           "lat": 40.7, "time": datetime.datetime.now(
                               datetime.timezone.utc).isoformat()}).encode()
        sent[name.encode()] = now
        writer.write(f"POST {path}/v1/reports HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
                     f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status = await reader.readline()
        length = 0
        while header := (await reader.readline()).strip().lower():
            if header.startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        answer = await reader.readexactly(length)
        if b" 201 " not in status:
            raise RuntimeError(f"/v1/reports: {status.decode().strip()} {answer[:300].decode()}")
        n += 1
        await asyncio.sleep(max(0, start + n / rate - time.monotonic()))
    writer.close()
    return n


def percentile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


async def run(args, token):
    clients, sent, ready = [Client() for _ in range(args.clients)], {}, asyncio.Semaphore(0)
    tasks = [asyncio.create_task(follow(c, args.url, token, ready, sent)) for c in clients]
    begun = time.monotonic()
    for _ in clients:
        getter = asyncio.create_task(ready.acquire())
        done, _ = await asyncio.wait([getter, *tasks], return_when=asyncio.FIRST_COMPLETED)
        if getter not in done:
            raise next(task for task in tasks if task.done()).exception()
    print(f"{args.clients} clients connected in {time.monotonic() - begun:.2f} s", flush=True)
    until = time.monotonic() + args.seconds
    if args.rate:
        n = await send(args.url, token, args.rate, until, sent)
        print(f"{n} reports sent")
    else:
        await asyncio.sleep(args.seconds)
    await asyncio.sleep(2)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    broken = [r for r in results if not isinstance(r, asyncio.CancelledError)]
    newest = max(max(c.ids, default=c.first) for c in clients)
    wrong = sum(c.ids != list(range(c.first + 1, newest + 1)) for c in clients)
    delays = sorted(delay for c in clients for delay in c.delays)
    print(f"{min(len(c.ids) for c in clients)} to {max(len(c.ids) for c in clients)} events a client;"
          f" {wrong} clients with gaps or doubles, {len(broken)} connections broken")
    print("delay: " + ", ".join(f"p{int(100 * s)} {1000 * percentile(delays, s):.1f} ms"
                                for s in (0.5, 0.95, 0.99, 1)))
    return wrong or broken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--token-file")
    args = parser.parse_args()
    token = open(args.token_file).readline().strip() if args.token_file else None
    sys.exit(1 if asyncio.run(run(args, token)) else 0)


if __name__ == "__main__":
    main()
