# cmake "-DINPUT=file;file" -DOUTPUT=file.cc -DFOLDER=report -DHEADER=report/page/assets.h
#   -DFUNCTION=chart_js -P embed.cmake
# Writes a source that holds the bytes of all INPUT, so that the program needs no file at run time.
set(bytes "")
foreach(file IN LISTS INPUT)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," more "${hex}")
  string(APPEND bytes "${more}")
endforeach()
file(WRITE ${OUTPUT} "#include \"${HEADER}\"
namespace {
constexpr unsigned char ${FUNCTION}_bytes[] = {${bytes}};
}
namespace efs::${FOLDER} {
std::string_view ${FUNCTION}() {
  return {reinterpret_cast<const char*>(${FUNCTION}_bytes), sizeof ${FUNCTION}_bytes};
}
}
")
