# Finds faces with OpenCV: cmake -B build && cmake --build build
cmake_minimum_required(VERSION 3.10)
project(detect CXX)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio dnn)
add_executable(detect main.cc media.cc detector.cc network.cc)
target_include_directories(detect PRIVATE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(detect PRIVATE ${OpenCV_LIBS})
