#include "report/chart_data.h"

#include "report/palette.h"

namespace efs::report {
namespace {

Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json scatter_points(const std::vector<ScatterPoint>& points) {
  Json result = Json::array();
  for (const ScatterPoint& point : points) {
    result.push_back({{"trial", point.trial},
                      {"label", point.label},
                      {"state", point.state},
                      {"epochs", point.epochs},
                      {"latency_ms", point.latency_ms},
                      {"val_iou", point.val_iou}});
  }
  return result;
}

Json curve_json(const Curve& curve) {
  Json points = Json::array();
  for (const CurvePoint& point : curve.points) {
    points.push_back(
        {{"epoch", point.epoch}, {"val_loss", point.val_loss}, {"val_iou", point.val_iou}});
  }
  return {{"trial", curve.trial},
          {"label", curve.label},
          {"survivor", curve.survivor},
          {"latency_ms", optional_number(curve.latency_ms)},
          {"points", std::move(points)}};
}

}  // namespace

Json chart_data(const std::vector<StageFigure>& stages, const ScatterFigure& scatter) {
  Json data;
  data["palette"] = kPalette;
  data["scatter"] = {{"front", scatter_points(scatter.front)},
                     {"others", scatter_points(scatter.others)},
                     {"target_latency_ms", optional_number(scatter.target_latency_ms)}};
  data["stages"] = Json::array();
  for (const StageFigure& stage : stages) {
    Json curves = Json::array();
    for (const Curve& curve : stage.curves) curves.push_back(curve_json(curve));
    data["stages"].push_back({{"stage", stage.stage}, {"curves", std::move(curves)}});
  }
  return data;
}

}  // namespace efs::report
