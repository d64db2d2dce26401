"""Writes the named character references of HTML, which Python's library knows, as rows of C:
the reference as it is written and the UTF-8 of what it stands for, in bytewise order. Names
that HTML takes without a semicolon too are no references in Markdown without it."""
from html.entities import html5

for name in sorted(name for name in html5 if name.endswith(";")):
    text = "".join(f"\\{byte:03o}" for byte in html5[name].encode())
    print(f'{{"&{name}", "{text}"}},')
