// The pixel size of an image, read from its header fields alone; the pixels are never decoded.
//   PNG   W3C "Portable Network Graphics", 11.2.1 IHDR
//   JPEG  ITU-T T.81, annex B (frame header); the orientation after CIPA DC-008 (Exif) in TIFF 6.0
//   GIF   CompuServe "GIF89a Specification", 18 (logical screen descriptor)
//   WebP  RFC 9649 (container and lossless), RFC 6386, 9.1 (lossy)
//   SVG   W3C "SVG 2", 8 (width, height, viewBox) in XML 1.0; UTF-8 only
#ifndef METIER_FORMAT_IMAGE_H
#define METIER_FORMAT_IMAGE_H

#include "base/text.h"

// The size at which a browser shows the image: a JPEG whose Exif orientation lies on its side has
// width and height swapped. An SVG's sides are its width and height in px, rounded; a side that has
// none (or a percentage, or another unit) follows from the viewBox. Both results are above 0.
// False when the kind is unknown or the header is damaged; the results are then untouched.
// `bytes` is the file and may hold anything. What lies behind the header is not looked at.
bool image_size(Str bytes, uint32_t *ret_width, uint32_t *ret_height);

#endif
