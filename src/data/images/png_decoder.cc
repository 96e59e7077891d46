#include "data/images/png_decoder.h"

#include <png.h>

#include <cstdio>
#include <cstring>
#include <vector>

namespace efs::data {
namespace {

/// What is left to be read, and what went wrong; libpng's callbacks see it.
struct Source {
  std::string_view rest;
  char message[200];
};

void leave(png_structp png, png_const_charp text) {
  auto* source = static_cast<Source*>(png_get_error_ptr(png));
  std::snprintf(source->message, sizeof source->message, "PNG: %s", text);
  png_longjmp(png, 1);
}

void ignore(png_structp /*png*/, png_const_charp /*text*/) {}

void take(png_structp png, png_bytep out, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (count > source->rest.size()) {
    std::snprintf(source->message, sizeof source->message, "truncated PNG");
    png_longjmp(png, 1);
  }
  std::memcpy(out, source->rest.data(), count);
  source->rest.remove_prefix(count);
}

/// Frees what libpng holds, also after a jump.
struct Reader {
  explicit Reader(Source& source)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, leave, ignore)),
        info(png == nullptr ? nullptr : png_create_info_struct(png)) {
    if (png != nullptr) png_set_read_fn(png, &source, take);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  png_structp png;
  png_infop info;
};

/// Any PNG becomes 8-bit BGR.
void set_transformations(png_structp png, png_infop info) {
  const int colour = png_get_color_type(png, info);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if ((colour & PNG_COLOR_MASK_COLOR) != 0) {
    png_set_bgr(png);
  } else {
    if (png_get_bit_depth(png, info) < 8) png_set_expand_gray_1_2_4_to_8(png);
    png_set_gray_to_rgb(png);
  }
  png_set_interlace_handling(png);
}

/// False after an error. No object with a destructor may live here.
bool decode(Reader& reader, cv::Mat& bgr, std::vector<png_bytep>& rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_info(reader.png, reader.info);
  set_transformations(reader.png, reader.info);
  png_read_update_info(reader.png, reader.info);
  bgr.create(static_cast<int>(png_get_image_height(reader.png, reader.info)),
             static_cast<int>(png_get_image_width(reader.png, reader.info)), CV_8UC3);
  if (png_get_rowbytes(reader.png, reader.info) != bgr.step[0]) {
    png_error(reader.png, "rows of another size than expected");
  }
  rows.resize(static_cast<std::size_t>(bgr.rows));
  for (int y = 0; y < bgr.rows; ++y) rows[static_cast<std::size_t>(y)] = bgr.ptr(y);
  png_read_image(reader.png, rows.data());
  png_read_end(reader.png, reader.info);
  return true;
}

}  // namespace

DecodedImage decode_png(std::string_view bytes) {
  Source source{bytes, {}};
  Reader reader(source);
  if (reader.info == nullptr) return {.reason = "not enough memory to decode it"};
  DecodedImage image;
  std::vector<png_bytep> rows;
  if (!decode(reader, image.bgr, rows)) return {.reason = source.message};
  return image;
}

}  // namespace efs::data
