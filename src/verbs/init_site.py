"""Writes the files of init_site/, the site that `metier init` writes, as rows of C."""
import os
import sys

root = os.path.join(os.path.dirname(sys.argv[0]), "init_site")
paths = sorted(os.path.relpath(os.path.join(folder, name), root)
               for folder, _, names in os.walk(root) for name in names)
for index, path in enumerate(paths):
    with open(os.path.join(root, path), "rb") as file:
        numbers = ",".join(map(str, file.read()))
    print("static const unsigned char file_%d[] = {%s};" % (index, numbers))
print("static const InitFile files[] = {")
for index, path in enumerate(paths):
    print('    {"%s", file_%d, sizeof file_%d},' % (path, index, index))
print("};")
