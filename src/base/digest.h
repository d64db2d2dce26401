// Digests that browsers check (subresource integrity, https://www.w3.org/TR/SRI/).
//
// They come from nettle: a small library that is nothing but these functions, in every
// distribution, has no global state to set up and no services around it, as OpenSSL has, and brings
// base64 too. Its headers appear in digest.c alone, as xxhash's does in hash.c; neither is in
// format/, because no format is read or written here and every layer may want a digest.
#ifndef METIER_BASE_DIGEST_H
#define METIER_BASE_DIGEST_H

#include "base/text.h"

// Appends what the attribute `integrity` wants of these bytes: "sha384-" and SHA-384 in base64.
void digest_add_sri(Buf *out, Str bytes);

#endif
