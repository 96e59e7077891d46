#include "study/wish.h"

#include "study/notes.h"

namespace efs::study {
namespace {

constexpr const char* kPause = "pause";
constexpr const char* kStop = "stop";

}  // namespace

Wish wish(Storage& storage) {
  const std::string text = storage.note(note::kWish.key).value_or("");
  return text == kPause ? Wish::kPause : text == kStop ? Wish::kStop : Wish::kWork;
}

void set_wish(Storage& storage, Wish wish) {
  storage.set_note(note::kWish.key, wish == Wish::kPause  ? kPause
                                    : wish == Wish::kStop ? kStop
                                                          : "");
}

}  // namespace efs::study
