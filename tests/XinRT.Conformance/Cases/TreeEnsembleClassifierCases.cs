using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TreeEnsembleClassifierCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("probability of one class", """
            l, s = ai.onnx.ml::TreeEnsembleClassifier(const f32[2,2](0,0,0,1)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], class_treeids=[0,0], class_nodeids=[1,2], class_ids=[0,0], class_weights=[0.25,0.75], classlabels_strings=["n","p"]}
            output l
            output s
            """, """
            str[2]("n","p")
            """, "f32[2,2](0.75,0.25,0.25,0.75)"),
        Case("margin of one class", """
            l, s = ai.onnx.ml::TreeEnsembleClassifier(const f32[2,2](0,0,0,1)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], class_treeids=[0,0], class_nodeids=[1,2], class_ids=[0,0], class_weights=[-1.0,0.0], classlabels_int64s=[3,4], base_values=[1.0], post_transform="LOGISTIC"}
            output l
            output s
            """, "i64[2](3,4)", "f32[2,2](0.5,0.5,0.26894142,0.7310586)"),
        Case("three classes", """
            l, s = ai.onnx.ml::TreeEnsembleClassifier(const f32[2,2](0,0,0,1)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[1,0,0], nodes_falsenodeids=[2,0,0], class_treeids=[0,0], class_nodeids=[1,2], class_ids=[1,2], class_weights=[2.0,3.0], classlabels_int64s=[3,4,5], base_values=[1.0,0.0,0.0]}
            output l
            output s
            """, "i64[2](4,5)", "f32[2,3](1,2,0,1,0,3)"),
        Case("no root", """
            l, s = ai.onnx.ml::TreeEnsembleClassifier(const f32[2,2](0,0,0,1)) {nodes_treeids=[0,0,0], nodes_nodeids=[0,1,2], nodes_featureids=[1,0,0], nodes_values=[0.5,0.0,0.0], nodes_modes=["BRANCH_LEQ","LEAF","LEAF"], nodes_truenodeids=[0,0,0], nodes_falsenodeids=[2,0,0], class_treeids=[0,0], class_nodeids=[1,2], class_ids=[0,0], class_weights=[0.25,0.75], classlabels_int64s=[3,4]}
            """, "throws XIN2104"),
    ];
}
