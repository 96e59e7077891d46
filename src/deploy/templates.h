// The programs that `efs deploy` writes, built into this one (efs_embed in cmake/EfsTargets.cmake).
#pragma once

#include <string_view>

namespace efs::deploy {

std::string_view detect_py();
std::string_view media_py();
std::string_view codec_ffmpeg_py();
std::string_view codec_opencv_py();
std::string_view network_onnxruntime_py();
std::string_view network_opencv_py();
std::string_view network_ncnn_py();
std::string_view how_ncnn_md();
std::string_view main_cc();
std::string_view media_h();
std::string_view media_cc();
std::string_view detector_h();
std::string_view detector_cc();
std::string_view network_h();
std::string_view network_onnxruntime_cc();
std::string_view network_opencv_cc();
std::string_view onnxruntime_cmake();
std::string_view opencv_cmake();
std::string_view index_html();
std::string_view detector_js();
std::string_view page_js();
std::string_view get_runtime_sh();
std::string_view how_cpp_onnxruntime_md();
std::string_view how_cpp_opencv_md();
std::string_view how_python_onnxruntime_md();
std::string_view how_python_opencv_md();
std::string_view how_web_md();
std::string_view program_md();
std::string_view page_md();

}  // namespace efs::deploy
