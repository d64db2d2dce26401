#include "base/digest.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

void digest_add_sri(Buf *out, Str bytes) {
    struct sha384_ctx context;
    uint8_t digest[SHA384_DIGEST_SIZE];
    char text[BASE64_ENCODE_RAW_LENGTH(SHA384_DIGEST_SIZE)];
    sha384_init(&context);
    if (bytes.len) sha384_update(&context, bytes.len, (const uint8_t *)bytes.ptr);
#if NETTLE_VERSION_MAJOR >= 4   // dropped the size from all digest functions
    sha384_digest(&context, digest);
#else
    sha384_digest(&context, sizeof digest, digest);
#endif
    base64_encode_raw(text, sizeof digest, digest);
    buf_add(out, STR("sha384-"));
    buf_add(out, (Str){text, sizeof text});
}
