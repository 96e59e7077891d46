#include "train/assigners/assigner.h"

#include "core/text/named_rows.h"
#include "train/assigners/rows.h"

namespace efs::train {

const std::vector<Assigner>& assigners() {
  static const std::vector<Assigner> table{
      {"simota", "the cells of the lowest cost, as many as their IoU says", assign_simota},
      {"task_aligned", "the cells of the best score and IoU together", assign_task_aligned},
      {"center", "the cells around the face's centre", assign_center},
  };
  return table;
}

const Assigner& assigner(std::string_view name) { return find_row(assigners(), "assigner", name); }

}  // namespace efs::train
