#include "format/compress.h"

#include <brotli/encode.h>
#include <libdeflate.h>

// Says that `size` bytes were written behind the end of `out`, where room had been reserved.
static void grow(Buf *out, size_t size) {
    out->len += size;
    out->ptr[out->len] = '\0';
}

bool compress_gzip(Str bytes, Buf *out) {
    enum { LEVEL = 12 };   // libdeflate's highest
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor) return false;
    size_t room = libdeflate_gzip_compress_bound(compressor, bytes.len);
    buf_reserve(out, room);
    char *end = out->ptr + out->len;
    size_t size = libdeflate_gzip_compress(compressor, bytes.ptr, bytes.len, end, room);
    libdeflate_free_compressor(compressor);
    if (size) grow(out, size);
    return size > 0;
}

// The smallest window that holds all bytes: a larger one makes distances, and so the file, longer.
static uint32_t window_bits(size_t size) {
    enum { WINDOW_GAP = 16 };   // a window of n bits holds 2^n - 16 bytes (RFC 7932, 9.1)
    uint32_t bits = BROTLI_MIN_WINDOW_BITS;
    while (bits < BROTLI_MAX_WINDOW_BITS && ((size_t)1 << bits) - WINDOW_GAP < size) bits++;
    return bits;
}

// Not BrotliEncoderCompress: when memory runs out, that one stores the bytes as they are and calls
// it success, so that the result would depend on how much memory there was.
bool compress_brotli(Str bytes, Buf *out) {
    size_t room = BrotliEncoderMaxCompressedSize(bytes.len);
    BrotliEncoderState *encoder = room ? BrotliEncoderCreateInstance(NULL, NULL, NULL) : NULL;
    if (!encoder) return false;
    uint32_t size_hint = bytes.len < UINT32_MAX ? (uint32_t)bytes.len : UINT32_MAX;
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY);
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, window_bits(bytes.len));
    BrotliEncoderSetParameter(encoder, BROTLI_PARAM_SIZE_HINT, size_hint);
    buf_reserve(out, room);
    const uint8_t *next_in = (const uint8_t *)bytes.ptr;
    uint8_t *next_out = (uint8_t *)out->ptr + out->len;
    size_t left_in = bytes.len;
    size_t left_out = room;
    bool is_done = BrotliEncoderCompressStream(encoder, BROTLI_OPERATION_FINISH, &left_in, &next_in,
                                               &left_out, &next_out, NULL) &&
                   BrotliEncoderIsFinished(encoder);
    BrotliEncoderDestroyInstance(encoder);
    if (is_done) grow(out, room - left_out);
    return is_done;
}
