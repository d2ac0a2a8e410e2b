"""Writes a list of ROWS images, of which one in a hundred is no line of a list, one names an object that is missing and one an object that is no image.

Usage: manifest.py ROWS > list.jsonl. The same ROWS give the same list.
"""
import json
import sys

for row in range(int(sys.argv[1])):
    target = f"s3://acme-out/{row:06}.png"
    if row % 100 == 41:
        print('{"source": "s3://acme-in/cut off')
    elif row % 100 == 7:
        print(json.dumps({"source": f"s3://acme-in/late/{row:06}.png", "target": target}))
    elif row % 100 == 73:
        print(json.dumps({"source": "s3://acme-in/broken.png", "target": target}))
    else:
        print(json.dumps({"source": f"s3://acme-in/{row % 50:02}.png", "target": target}))
