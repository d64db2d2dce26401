"""Writes the names of the parts of countries, ISO 3166-2, as rows of C in bytewise order: as the
standard has them, and in each language of the theme where they are called otherwise. They come from
Debian's iso-codes; where its translations are left out, as in small images, the standard's remain.

    subdivision_table.py STRINGS ISO_CODES LOCALES"""
import gettext
import json
import os
import sys

strings, iso_codes, locales = sys.argv[1:]
with open(os.path.join(iso_codes, "json/iso_3166-2.json"), encoding="utf-8") as file:
    names = {row["code"]: row["name"] for row in json.load(file)["3166-2"]}
rows = dict(names)
for language in sorted(name.removesuffix(".yaml") for name in os.listdir(strings)):
    found = gettext.find("iso_3166-2", locales, [language])
    if not found:
        continue
    with open(found, "rb") as file:
        catalogue = gettext.GNUTranslations(file)
    for code, name in names.items():
        translated = catalogue.gettext(name)
        if translated != name:
            rows[f"{language}/{code}"] = translated
for key, name in sorted(rows.items()):
    text = "".join(f"\\{byte:03o}" for byte in name.encode())
    print(f'{{"{key}", "{text}"}},')
