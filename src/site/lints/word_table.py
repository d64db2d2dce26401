"""Writes wordings.txt as tables of C: the wordings, and their heads, the first four bytes with small
letters, in slots of which no two share one."""
import itertools
import os
import random
import sys

SLOT_BITS = 13
BLANKS = " \n"
ENDS = " \n.,:;)"                # what stands behind a wording of three letters


def read_wordings(path):
    kind = None
    with open(path, encoding="utf-8") as file:
        for line in filter(None, (line.split("#")[0].strip() for line in file)):
            if line.startswith("["):
                kind = line.strip("[]")
            else:
                text, _, better = line.partition(": ")
                yield text, kind, better


def heads_of(text):
    """As the program reads them: in small letters, which makes other bytes of some signs."""
    choices = [BLANKS if byte == " " else byte for byte in text[:4]] + ([ENDS] if len(text) == 3 else [])
    for head in itertools.product(*choices):
        yield int.from_bytes("".join(head).encode(), "little") | 0x20202020


def rest_of(text):
    """The letters behind the head, up to four, and which bytes these are."""
    letters = "".join(itertools.takewhile(str.isalpha, text[4:8].lower())) if len(text) > 3 else ""
    return int.from_bytes(letters.encode(), "little"), (1 << 8 * len(letters)) - 1


def slot_of(head, factor):
    return (head * factor & 0xFFFFFFFF) >> (32 - SLOT_BITS)


def find_factor(heads):
    numbers = random.Random(1)
    while True:
        factor = numbers.getrandbits(32) | 1
        if len({slot_of(head, factor) for head in heads}) == len(heads):
            return factor


wordings = sorted(read_wordings(os.path.join(os.path.dirname(sys.argv[0]), "wordings.txt")))
heads = sorted({(head, index) for index, row in enumerate(wordings) for head in heads_of(row[0])})
first = {}
for at, (head, _) in enumerate(heads):
    first.setdefault(head, at + 1)
factor = find_factor(first)
print("enum { SLOT_BITS = %d };" % SLOT_BITS)
print("static const uint32_t slot_factor = %du;" % factor)
print("static const Wording wordings[] = {")
for text, kind, better in wordings:
    print('    {"%s", %s, "%s"},' % (text, kind, better))
print("};\nstatic const Head heads[] = {{0, 0, 0, 0},")
for head, index in heads:
    print("    {%du, %du, %du, %d}," % (head, *rest_of(wordings[index][0]), index))
print("};\nstatic const uint16_t slots[1 << SLOT_BITS] = {")
for head, at in sorted(first.items()):
    print("    [%d] = %d," % (slot_of(head, factor), at))
print("};")
