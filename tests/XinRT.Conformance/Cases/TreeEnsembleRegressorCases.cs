using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TreeEnsembleRegressorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("base value and missing value", """
            y = ai.onnx.ml::TreeEnsembleRegressor(const f32[3,2](0,0.5,0,1,0,NaN)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], target_treeids=[0,0], target_nodeids=[1,2], target_ids=[0,0], target_weights=[1.0,-2.0], base_values=[10.0], nodes_missing_value_tracks_true=[1,0,0]}
            """, "f32[3,1](11,8,11)"),
        Case("logistic of one target", """
            y = ai.onnx.ml::TreeEnsembleRegressor(const i64[1,2](0,0)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], target_treeids=[0,0], target_nodeids=[1,2], target_ids=[0,0], target_weights=[1.0,-2.0], base_values=[-1.0], aggregate_function="MAX", post_transform="LOGISTIC"}
            """, "f32[1,1](0.5)"),
        Case("a cycle", """
            y = ai.onnx.ml::TreeEnsembleRegressor(const f32[1,2](0,0)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","BRANCH_LEQ","LEAF"], nodes_truenodeids=[1,1,0], nodes_falsenodeids=[2,2,0], target_treeids=[0,0], target_nodeids=[1,2], target_ids=[0,0], target_weights=[1.0,-2.0]}
            """, "throws XIN2104"),
        Case("too few features", """
            y = ai.onnx.ml::TreeEnsembleRegressor(const f32[1,1](0)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], target_treeids=[0,0], target_nodeids=[1,2], target_ids=[0,0], target_weights=[1.0,-2.0]}
            """, "throws XIN6104"),
    ];
}
