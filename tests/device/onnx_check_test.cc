#include "device/onnx_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <functional>

#include "core/error.h"
#include "device/doubling_model.h"
#include "device/onnx_file.h"
#include "support/message_of.h"

namespace efs::device {
namespace {

using testing::HasSubstr;

/// The file of a good model after `change`.
std::string model_with(const std::function<void(::onnx::ModelProto&)>& change) {
  ::onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(doubling_model()));
  change(model);
  return model.SerializeAsString();
}

std::string refusal_of(const std::function<void(::onnx::ModelProto&)>& change) {
  const std::string bytes = model_with(change);
  return message_of([&] { require_sound_onnx(bytes); });
}

::onnx::TensorProto& weight_of(::onnx::ModelProto& model) {
  return *model.mutable_graph()->mutable_initializer(0);
}

TEST(OnnxCheck, TakesWhatIsExported) {
  for (const auto format :
       {onnx::NumberFormat::kFloat32, onnx::NumberFormat::kFloat16, onnx::NumberFormat::kInt8}) {
    EXPECT_NO_THROW(require_sound_onnx(doubling_model(format)));
  }
}

TEST(OnnxCheck, RefusesValuesInAnotherFile) {
  EXPECT_THAT(refusal_of([](auto& model) {
                auto& weight = weight_of(model);
                weight.clear_raw_data();
                weight.clear_float_data();
                weight.set_data_location(::onnx::TensorProto::EXTERNAL);
                auto* location = weight.add_external_data();
                location->set_key("location");
                location->set_value("weights.bin");
              }),
              HasSubstr("lie in another file"));
  EXPECT_THAT(
      refusal_of([](auto& model) { weight_of(model).add_external_data()->set_key("length"); }),
      HasSubstr("lie in another file"));
}

TEST(OnnxCheck, RefusesTensorsThatLie) {
  const auto make_raw = [](auto& model, const std::string& raw, int type) {
    auto& weight = weight_of(model);
    weight.clear_float_data();
    weight.set_raw_data(raw);
    weight.set_data_type(type);
  };
  EXPECT_NO_THROW(require_sound_onnx(
      model_with([&](auto& model) { make_raw(model, "1234", ::onnx::TensorProto::FLOAT); })));
  for (const std::string raw : {"", "123", "12345"}) {
    EXPECT_THAT(refusal_of([&](auto& model) { make_raw(model, raw, ::onnx::TensorProto::FLOAT); }),
                HasSubstr("more or fewer values"));
  }
  EXPECT_THAT(
      refusal_of([&](auto& model) { make_raw(model, "1234", ::onnx::TensorProto::FLOAT16); }),
      HasSubstr("more or fewer values"));
  EXPECT_THAT(refusal_of([](auto& model) { weight_of(model).add_float_data(1.0F); }),
              HasSubstr("more or fewer values"));
  EXPECT_THAT(refusal_of([](auto& model) { weight_of(model).set_data_type(99); }),
              HasSubstr("unknown type"));
  for (const std::int64_t dim : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 62}) {
    EXPECT_THAT(refusal_of([&](auto& model) { weight_of(model).set_dims(0, dim); }),
                HasSubstr("has the dimension"))
        << dim;
  }
  // In an attribute, and in a graph in a graph.
  EXPECT_THAT(refusal_of([](auto& model) {
                auto* attribute = model.mutable_graph()->mutable_node(0)->add_attribute();
                attribute->set_name("value");
                attribute->mutable_t()->set_data_type(1);
                attribute->mutable_t()->add_dims(7);
              }),
              HasSubstr("more or fewer values"));
  EXPECT_THAT(refusal_of([](auto& model) {
                auto* graph = model.mutable_graph()->mutable_node(0)->add_attribute()->mutable_g();
                graph->add_initializer()->set_data_type(1);
              }),
              HasSubstr("more or fewer values"));
}

TEST(OnnxCheck, RefusesWhatIsDividedBy) {
  for (const char* name : {"strides", "dilations", "kernel_shape"}) {
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40}) {
      EXPECT_THAT(refusal_of([&](auto& model) {
                    auto* attribute = model.mutable_graph()->mutable_node(1)->add_attribute();
                    attribute->set_name(name);
                    attribute->add_ints(value);
                  }),
                  HasSubstr(name));
    }
  }
  EXPECT_THAT(refusal_of([&](auto& model) {
                auto* attribute = model.mutable_graph()->mutable_node(1)->add_attribute();
                attribute->set_name("group");
                attribute->set_i(0);
              }),
              HasSubstr("group"));
}

TEST(OnnxCheck, RefusesDeepNesting) {
  EXPECT_THAT(refusal_of([](auto& model) {
                auto* graph = model.mutable_graph();
                for (int i = 0; i < 40; ++i) {
                  graph = graph->add_node()->add_attribute()->mutable_g();
                }
              }),
              HasSubstr("graphs in graphs"));
}

TEST(OnnxCheck, NeverReadsPastTheEnd) {
  const std::string good = doubling_model();
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const std::string& damaged :
         {good.substr(0, at), std::string(good).replace(at, 1, "\xff")}) {
      try {
        require_sound_onnx(damaged);
      } catch (const Error&) {
        continue;
      }
    }
  }
}

TEST(OnnxCheck, BoundsTheInput) {
  const std::string bytes = model_with([](auto& model) {
    auto* shape = model.mutable_graph()
                      ->mutable_input(0)
                      ->mutable_type()
                      ->mutable_tensor_type()
                      ->mutable_shape();
    shape->mutable_dim(2)->set_dim_value(30'000);
    shape->mutable_dim(3)->set_dim_value(30'000);
  });
  EXPECT_THAT(message_of([&] { onnx_input_shape(bytes); }), HasSubstr("more than 67108864 values"));
}

}  // namespace
}  // namespace efs::device
