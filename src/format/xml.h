// XML text (XML 1.0, https://www.w3.org/TR/xml/): escaped, and without the control characters
// that no XML document may hold.
#ifndef METIER_FORMAT_XML_H
#define METIER_FORMAT_XML_H

#include "base/text.h"

void xml_add_text(Buf *out, Str text);
// <name>text</name> and a line's end; nothing when the text is empty.
void xml_add_element(Buf *out, const char *name, Str text);

#endif
