# What the project takes from the distribution; docs/dependencies.md says why each is there.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs dnn)
find_package(ONNX REQUIRED)
find_package(Protobuf REQUIRED)
find_package(muparser REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Torch REQUIRED)
if(EFS_TESTS)
  find_package(GTest REQUIRED)
endif()
if(EFS_BENCH)
  find_package(benchmark REQUIRED)
endif()

# SOCI 4.0 as packaged by Debian comes without a CMake package.
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
find_library(SOCI_CORE_LIBRARY NAMES soci_core REQUIRED)
find_library(SOCI_SQLITE3_LIBRARY NAMES soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL_LIBRARY NAMES soci_postgresql REQUIRED)
find_path(LIBPQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
find_library(LIBPQ_LIBRARY NAMES pq REQUIRED)
add_library(efs_soci INTERFACE)
target_include_directories(efs_soci SYSTEM INTERFACE ${SOCI_INCLUDE_DIR} ${LIBPQ_INCLUDE_DIR})
target_link_libraries(efs_soci INTERFACE ${SOCI_POSTGRESQL_LIBRARY} ${SOCI_SQLITE3_LIBRARY}
                                         ${SOCI_CORE_LIBRARY} ${LIBPQ_LIBRARY})

# libonnx 1.12 calls its target onnx, 1.17 ONNX::onnx.
add_library(efs_libonnx INTERFACE)
target_link_libraries(efs_libonnx INTERFACE $<IF:$<TARGET_EXISTS:ONNX::onnx>,ONNX::onnx,onnx>
                                            protobuf::libprotobuf)

# cpp-httplib: Debian's is a header and a library, without a CMake package; elsewhere it is often the
# header alone.
find_path(HTTPLIB_INCLUDE_DIR httplib.h REQUIRED)
find_library(HTTPLIB_LIBRARY NAMES cpp-httplib)
add_library(efs_httplib INTERFACE)
target_include_directories(efs_httplib SYSTEM INTERFACE ${HTTPLIB_INCLUDE_DIR})
target_compile_definitions(efs_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT)
target_link_libraries(efs_httplib INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(HTTPLIB_LIBRARY)
  target_link_libraries(efs_httplib INTERFACE ${HTTPLIB_LIBRARY})
endif()

add_library(efs_yaml INTERFACE)
target_include_directories(efs_yaml SYSTEM INTERFACE ${YAML_CPP_INCLUDE_DIR})
target_link_libraries(efs_yaml INTERFACE ${YAML_CPP_LIBRARIES})

find_package(pugixml REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)

# HEIC and AVIF. libde265 and libdav1d have no CMake packages; libheif's has a path that is not there.
find_path(LIBHEIF_INCLUDE_DIR libheif/heif.h REQUIRED)
find_path(LIBDE265_INCLUDE_DIR libde265/de265.h REQUIRED)
find_path(LIBDAV1D_INCLUDE_DIR dav1d/dav1d.h REQUIRED)
find_library(LIBHEIF_LIBRARY NAMES heif REQUIRED)
find_library(LIBDE265_LIBRARY NAMES de265 REQUIRED)
find_library(LIBDAV1D_LIBRARY NAMES dav1d REQUIRED)
add_library(efs_heif INTERFACE)
target_include_directories(efs_heif SYSTEM INTERFACE ${LIBHEIF_INCLUDE_DIR}
                                                     ${LIBDE265_INCLUDE_DIR} ${LIBDAV1D_INCLUDE_DIR})
target_link_libraries(efs_heif INTERFACE ${LIBHEIF_LIBRARY} ${LIBDE265_LIBRARY} ${LIBDAV1D_LIBRARY})

add_library(efs_opencv_images INTERFACE)
target_include_directories(efs_opencv_images SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(efs_opencv_images INTERFACE opencv_imgcodecs opencv_imgproc opencv_core)

add_library(efs_opencv_dnn INTERFACE)
target_include_directories(efs_opencv_dnn SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(efs_opencv_dnn INTERFACE opencv_dnn opencv_imgproc opencv_core)

add_library(efs_torch INTERFACE)
target_include_directories(efs_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(efs_torch INTERFACE ${TORCH_LIBRARIES})
# First of all libraries: PyTorch's own builds export parts of an older std::filesystem, which would
# otherwise be found before libstdc++'s and crash. By its path, as -lstdc++ may stand for the static one.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libstdc++.so.6
                OUTPUT_VARIABLE EFS_LIBSTDCXX OUTPUT_STRIP_TRAILING_WHITESPACE)
target_link_options(efs_torch INTERFACE
                    "SHELL:-Wl,--push-state,--no-as-needed ${EFS_LIBSTDCXX} -Wl,--pop-state")
