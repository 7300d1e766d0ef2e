using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TreeEnsembleCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a set, then a comparison", "y = ai.onnx.ml::TreeEnsemble(const f32[3,1](7,4,5)) {tree_roots=[0], n_targets=2, nodes_featureids=[0,0], nodes_modes=const u8[2](6,1), nodes_splits=const f32[2](0,5), nodes_truenodeids=[0,1], nodes_trueleafs=[1,1], nodes_falsenodeids=[1,2], nodes_falseleafs=[0,1], leaf_targetids=[0,1,1], leaf_weights=const f32[3](1,2,3), membership_values=const f32[3](7,9,NaN)}", "f32[3,2](1,0,0,2,0,3)"),
        Case("average and softmax", "y = ai.onnx.ml::TreeEnsemble(const f32[1,1](9)) {tree_roots=[0], n_targets=2, nodes_featureids=[0,0], nodes_modes=const u8[2](6,1), nodes_splits=const f32[2](0,5), nodes_truenodeids=[0,1], nodes_trueleafs=[1,1], nodes_falsenodeids=[1,2], nodes_falseleafs=[0,1], leaf_targetids=[0,1,1], leaf_weights=const f32[3](1,2,3), membership_values=const f32[3](7,9,NaN), aggregate_function=0, post_transform=1}", "f32[1,2](0.7310586,0.26894142)"),
        Case("more membership nodes than sets", "y = ai.onnx.ml::TreeEnsemble(const f32[1,1](7)) {tree_roots=[0], n_targets=2, nodes_featureids=[0,0], nodes_modes=const u8[2](6,6), nodes_splits=const f32[2](0,5), nodes_truenodeids=[0,1], nodes_trueleafs=[1,1], nodes_falsenodeids=[1,2], nodes_falseleafs=[0,1], leaf_targetids=[0,1,1], leaf_weights=const f32[3](1,2,3), membership_values=const f32[3](7,9,NaN)}", "throws XIN2104"),
        Case("unknown mode", "y = ai.onnx.ml::TreeEnsemble(const f32[1,1](7)) {tree_roots=[0], n_targets=2, nodes_featureids=[0,0], nodes_modes=const u8[2](6,7), nodes_splits=const f32[2](0,5), nodes_truenodeids=[0,1], nodes_trueleafs=[1,1], nodes_falsenodeids=[1,2], nodes_falseleafs=[0,1], leaf_targetids=[0,1,1], leaf_weights=const f32[3](1,2,3), membership_values=const f32[3](7,9,NaN)}", "throws XIN2104"),
    ];
}
