#include "tune/study/teacher_trial.h"

#include <span>

#include "core/error.h"
#include "core/files/digest.h"
#include "study/notes.h"

namespace efs::tune {
namespace {

std::string digest_of(const train::Teacher& network) {
  Sha256 digest;
  const std::string description = graph::describe(network.graph);
  digest.add(std::as_bytes(std::span(description)));
  for (const auto& [name, tensor] : network.weights) {
    digest.add(std::as_bytes(std::span(name)));
    digest.add(std::as_bytes(std::span(tensor.values)));
  }
  return digest.hex();
}

}  // namespace

void check_teacher(const TeacherTrial& teacher, const data::Dataset& dataset) {
  if (teacher.dataset_digest == dataset.digest) return;
  fail(
      "the teacher {} was trained on other photographs, labels, crops or another division into "
      "training and validation; what it has seen could be what validates here: train it again on "
      "these, with the same `data` and `seed`",
      teacher.reference);
}

void limit_to(const TeacherTrial* teacher, study::Storage& storage) {
  const std::string now = teacher == nullptr ? "" : digest_of(teacher->network);
  if (storage.history().trials.empty()) {
    storage.set_note(study::note::kTeacher.key, now);
    return;
  }
  if (storage.note(study::note::kTeacher.key).value_or("") == now) return;
  fail(
      "the teacher of the study's trials has changed since it began; its trials cannot be compared "
      "with new ones: restore {}, or begin a new study",
      teacher == nullptr ? "it" : teacher->reference);
}

}  // namespace efs::tune
