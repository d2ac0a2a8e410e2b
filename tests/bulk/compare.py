"""Compares reports of one job: how many lines, in which states with which errors, and which changed between two of them.

Usage: compare.py REPORT.jsonl [LATER.jsonl]
"""
import collections
import json
import sys


def read(name):
    with open(name, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tally(rows):
    return dict(sorted(collections.Counter(f"{row['state']} {row.get('error', {}).get('code', '') if row['state'] != 'succeeded' else ''}".strip() for row in rows).items()))


first = read(sys.argv[1])
print(f"{len(first)} lines, numbers {'without a gap' if [row['number'] for row in first] == list(range(len(first))) else 'WITH GAPS'}: {tally(first)}")
if len(sys.argv) > 2:
    later = read(sys.argv[2])
    changed = [old for old, new in zip(first, later, strict=True) if old != new]
    print(f"{len(later)} lines: {tally(later)}")
    print(f"{len(changed)} lines changed, which were: {tally(changed)}; attempts of all others as they were")
