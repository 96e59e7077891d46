#include "data/images/jpeg_decoder.h"

#include <csetjmp>
#include <cstdio>
#include <opencv2/imgproc.hpp>

// After <cstdio>, which it needs.
#include <jerror.h>
#include <jpeglib.h>

namespace efs::data {
namespace {

/// libjpeg's error handling: it must not return from error_exit, and knows no exceptions.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  char damage[JMSG_LENGTH_MAX];
  bool truncated;
};

void leave(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, manager->message);
  std::longjmp(manager->jump, 1);
}

/// Whether pixels are lost; other warnings are of odd but whole files.
bool is_damage(int code) {
  return code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC;
}

void note(j_common_ptr info, int level) {
  constexpr int kWarning = -1;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  if (level == kWarning && info->err->msg_code == JWRN_JPEG_EOF) manager->truncated = true;
  if (level != kWarning || !is_damage(info->err->msg_code) || manager->damage[0] != '\0') return;
  info->err->format_message(info, manager->damage);
}

/// A progressive file may have as many scans as it likes, each of which passes over the whole
/// image.
void watch(j_common_ptr info) {
  constexpr int kMostScans = 200;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMostScans) return;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  std::snprintf(manager->message, sizeof manager->message, "more than %d scans", kMostScans);
  std::longjmp(manager->jump, 1);
}

void print_nothing(j_common_ptr /*info*/) {}

/// Frees what libjpeg holds, also after a jump.
struct Decompressor {
  Decompressor() = default;
  ~Decompressor() { jpeg_destroy_decompress(&info); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  jpeg_decompress_struct info{};
};

/// Fills `pixels`, RGB or CMYK. False after an error. No object with a destructor may live here.
bool decode(jpeg_decompress_struct& info, ErrorManager& errors, jpeg_progress_mgr& progress,
            std::string_view bytes, cv::Mat& pixels) {
  if (setjmp(errors.jump) != 0) return false;
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = info.num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  pixels.create(static_cast<int>(info.output_height), static_cast<int>(info.output_width),
                info.num_components == 4 ? CV_8UC4 : CV_8UC3);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = pixels.ptr(static_cast<int>(info.output_scanline));
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return true;
}

/// Adobe's programs store CMYK inverted, and so does nearly everybody.
cv::Mat bgr_of_cmyk(const cv::Mat& cmyk, bool inverted) {
  cv::Mat bgr(cmyk.size(), CV_8UC3);
  for (int y = 0; y < cmyk.rows; ++y) {
    for (int x = 0; x < cmyk.cols; ++x) {
      cv::Vec4b ink = cmyk.at<cv::Vec4b>(y, x);
      if (!inverted) ink = cv::Vec4b(255, 255, 255, 255) - ink;
      for (int channel = 0; channel < 3; ++channel) {
        const int black = ink[3];
        bgr.at<cv::Vec3b>(y, x)[2 - channel] =
            static_cast<unsigned char>(black - ((255 - ink[channel]) * black >> 8));
      }
    }
  }
  return bgr;
}

}  // namespace

DecodedImage decode_jpeg(std::string_view bytes) {
  ErrorManager errors{};
  Decompressor decompressor;
  jpeg_decompress_struct& info = decompressor.info;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.emit_message = note;
  errors.base.output_message = print_nothing;
  jpeg_progress_mgr progress{};
  progress.progress_monitor = watch;
  cv::Mat pixels;
  const bool decoded = decode(info, errors, progress, bytes, pixels);
  if (errors.truncated) return {.reason = "truncated JPEG"};
  if (!decoded) return {.reason = std::string("JPEG: ") + errors.message};
  DecodedImage image{.damage = errors.damage};
  if (pixels.channels() == 4) {
    image.bgr = bgr_of_cmyk(pixels, info.saw_Adobe_marker != 0);
  } else {
    cv::cvtColor(pixels, image.bgr, cv::COLOR_RGB2BGR);
  }
  return image;
}

}  // namespace efs::data
