# cmake -DINPUT=file -DOUTPUT=file.cc -DFUNCTION=chart_js -P embed.cmake
# Writes a source that holds the bytes of INPUT, so that the program needs no file at run time.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUTPUT} "#include \"report/assets.h\"
namespace {
constexpr unsigned char kBytes[] = {${bytes}};
}
namespace efs::report {
std::string_view ${FUNCTION}() {
  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes};
}
}
")
