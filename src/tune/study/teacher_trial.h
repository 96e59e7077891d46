// The trial of an earlier study that teaches those of another one. torch-free.
#pragma once

#include <string>

#include "data/dataset/dataset.h"
#include "study/storage.h"
#include "train/teacher.h"

namespace efs::tune {

struct TeacherTrial {
  std::string reference;       // STUDY:TRIAL
  std::string dataset_digest;  // of the data that it was trained on
  train::Teacher network;
};

/// Error unless it was trained on this data set in this division: a teacher that has seen images
/// which validate passes on what it knows of them.
void check_teacher(const TeacherTrial& teacher, const data::Dataset& dataset);

/// Writes into the study who teaches (null: nobody), or, where it has trials already, compares:
/// Error if that was another one.
void limit_to(const TeacherTrial* teacher, study::Storage& storage);

}  // namespace efs::tune
