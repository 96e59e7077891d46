# NVIDIA TensorRT, for the runtime in the process (docs/agent.md). CMake 3.10: a board's agent
# includes it too.
#   EFS_TENSORRT          AUTO: where it is found; ON: it must be; OFF
#   TENSORRT_ROOT         the folder of NVIDIA's archive, if it is not among the system's
#   CUDA_ROOT             the same for CUDA, /usr/local/cuda otherwise
# Gives the target efs_tensorrt and EFS_TENSORRT_SOURCES, from src/device/: the runtime's or the
# stub's that says how to turn it on.

set(EFS_TENSORRT AUTO CACHE STRING "TensorRT in the process: AUTO (where it is found), ON, OFF")
set_property(CACHE EFS_TENSORRT PROPERTY STRINGS AUTO ON OFF)
set(TENSORRT_ROOT "" CACHE PATH "the folder of TensorRT's archive; empty: the system's")
set(CUDA_ROOT /usr/local/cuda CACHE PATH "the folder of CUDA's toolkit")

set(EFS_TENSORRT_SOURCES runtimes/no_tensorrt.cc)
add_library(efs_tensorrt INTERFACE)

if(EFS_TENSORRT)
  find_path(TENSORRT_INCLUDE_DIR NvInfer.h HINTS ${TENSORRT_ROOT}/include)
  find_path(TENSORRT_PARSER_INCLUDE_DIR NvOnnxParser.h HINTS ${TENSORRT_ROOT}/include)
  find_library(TENSORRT_LIBRARY nvinfer HINTS ${TENSORRT_ROOT}/lib)
  find_library(TENSORRT_PARSER_LIBRARY nvonnxparser HINTS ${TENSORRT_ROOT}/lib)
  find_path(CUDA_RUNTIME_INCLUDE_DIR cuda_runtime_api.h HINTS ${CUDA_ROOT}/include)
  find_library(CUDA_RUNTIME_LIBRARY cudart HINTS ${CUDA_ROOT}/lib64 ${CUDA_ROOT}/lib)
  set(missing)
  foreach(part TENSORRT_INCLUDE_DIR TENSORRT_PARSER_INCLUDE_DIR TENSORRT_LIBRARY
               TENSORRT_PARSER_LIBRARY CUDA_RUNTIME_INCLUDE_DIR CUDA_RUNTIME_LIBRARY)
    if(NOT ${part})
      set(missing "${missing} ${part}")
    endif()
  endforeach()
  if(NOT missing)
    message(STATUS "TensorRT: ${TENSORRT_LIBRARY}")
    set(EFS_TENSORRT_SOURCES runtimes/tensorrt.cc runtimes/tensorrt_engine.cc)
    target_include_directories(efs_tensorrt SYSTEM INTERFACE
      ${TENSORRT_INCLUDE_DIR} ${TENSORRT_PARSER_INCLUDE_DIR} ${CUDA_RUNTIME_INCLUDE_DIR})
    target_link_libraries(efs_tensorrt INTERFACE
      ${TENSORRT_PARSER_LIBRARY} ${TENSORRT_LIBRARY} ${CUDA_RUNTIME_LIBRARY})
  elseif(EFS_TENSORRT STREQUAL "AUTO")
    message(STATUS "TensorRT: not built in, not found are${missing}")
  else()
    message(FATAL_ERROR "EFS_TENSORRT is ON, but not found are${missing}; set TENSORRT_ROOT and "
                        "CUDA_ROOT, or these themselves")
  endif()
endif()
