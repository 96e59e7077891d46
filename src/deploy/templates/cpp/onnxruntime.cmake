# Finds faces with ONNX Runtime: cmake -B build -DONNXRUNTIME=FOLDER && cmake --build build
cmake_minimum_required(VERSION 3.10)
project(detect CXX)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio)
set(ONNXRUNTIME "" CACHE PATH "folder of an unpacked release of ONNX Runtime, with include/ and lib/")
find_path(ONNXRUNTIME_INCLUDE_DIR onnxruntime_cxx_api.h HINTS ${ONNXRUNTIME}
          PATH_SUFFIXES include include/onnxruntime onnxruntime)
find_library(ONNXRUNTIME_LIBRARY NAMES onnxruntime libonnxruntime.so.1 HINTS ${ONNXRUNTIME} PATH_SUFFIXES lib)
if(NOT ONNXRUNTIME_INCLUDE_DIR OR NOT ONNXRUNTIME_LIBRARY)
  message(FATAL_ERROR "ONNX Runtime is not here. Unpack onnxruntime-linux-*.tgz of its releases and give "
                      "-DONNXRUNTIME=FOLDER, or on Debian 13: sudo apt install libonnxruntime-dev")
endif()
add_executable(detect main.cc media.cc detector.cc network.cc)
target_include_directories(detect PRIVATE ${OpenCV_INCLUDE_DIRS} ${ONNXRUNTIME_INCLUDE_DIR})
target_link_libraries(detect PRIVATE ${OpenCV_LIBS} ${ONNXRUNTIME_LIBRARY})
