namespace XinRT.Passes;

/// <summary>The pipelines that exist.</summary>
public static class Pipelines
{
    /// <summary>Removes what exporters leave behind. Earlier rules go first at one node.</summary>
    private static Rules Simplify { get; } = new(
        new RemoveIdentity(),
        new RemoveDropout(),
        new RemoveNoOpCast(),
        new FoldCastChain(),
        new FoldGatherND(),                 // before reshapes, of which it makes one
        new FoldCompress(),                 // before reshapes, of which it makes one
        new RemoveNoOpReshape(),
        new FoldReshapeTarget(),            // before pairs: a pair is joined only with a known target
        new FoldReshapePairs(),
        new RemoveNoOpExpand(),
        new RemoveNoOpTranspose(),
        new FoldTransposePairs(),
        new FoldTransposeOfOnes(),
        new RemoveNoOpSlice(),
        new FoldSlicePairs(),
        new RemoveNoOpPad(),
        new FoldSplitConcat(),              // before single ones, of which it makes some
        new RemoveSingleConcat(),
        new RemoveNeutralOperand(),
        new FoldClipPair(),
        new FoldReshapedAdd(),
        new FoldReshapedGemm(),
        new MoveTransposeAfterReshape());   // last: it only helps where nothing above removed one of the two

    /// <summary>Operators that are others in disguise. They leave transpositions and constants for the next round.</summary>
    private static Rules Lower { get; } = new(
        new LowerEinsum(),
        new LowerReduceLogSumExp(),
        new LowerLpNormalization(),
        new LowerMeanVarianceNormalization(),
        new LowerStft(),                    // before DFT, of which it makes one
        new LowerDft(),
        new LowerLpPool(),
        new LowerGlobalLpPool(),
        new LowerMaxUnpool(),
        new LowerDeformConv(),
        new LowerAffineGrid(),
        new SplitResize());

    private static Repeat CleanUp { get; } = new(
        rounds: 8,
        new RemoveDeadNodes(),              // first: what nobody reads must not cost time below
        new FoldConstants(),
        new InferTypes(),                   // a folded target or axis list makes shapes known
        new FoldSymbolicShapes(),
        new InlineConstantBranches(),       // after folding: a condition is often shape arithmetic
        new MergeCommonSubexpressions(),    // before the rules: a value that two equal nodes compute looks shared
        Simplify,
        Lower);                             // last: the axes that it looks at may have been folded above

    /// <summary>What every build runs on an imported graph, in order. docs/passes.md tells more of each step.</summary>
    public static Pipeline Default { get; } = new(
        new SortNodes(),                    // all others walk from producers to readers
        CleanUp,
        new LowerAttentionCache(),          // before the clean-up that folds the views it adds
        new Rules(                          // weights take in what follows them before activations hide it
            new FoldBatchNormalization(),
            new FoldScaleIntoConv(),
            new FoldScaleIntoMatMul()),
        new Rules(
            new FuseSoftplus(),             // before Mish, which contains it
            new FuseMish(),
            new FuseHardSigmoid(),          // before HardSwish, which contains it
            new FuseHardSwish(),
            new FuseSilu(),
            new FuseGelu(),
            new FuseLayerNormalization(),
            new FuseRmsNormalization(),
            new FoldScaleIntoNormalization(),
            new FuseGroupNormalization(),
            new FuseGlobalAveragePool(),
            new FuseRotaryEmbedding(),
            new FuseAttention(),
            new FoldRepeatedMask(),         // one per layer here; the clean-up merges them
            new FuseMatMulBias()),
        CleanUp,                            // attention brings transpositions that fold with the exporter's
        new Rules(                          // after folding, which takes transpositions of keys away and computes constant masks
            new FoldRepeatedHeads(),
            new FoldCausalMask()),
        new Rules(new LowerBatchNormalization()),   // after all layers had their chance to take it in
        new Rules(new FoldPixelSlices()),   // after scales went into weights: the filters change their order
        new MoveConvBeforeUpsample(),       // before layers become one: both layers of a neck read the enlarged image
        new RemoveDeadNodes(),
        new MergeParallelMatMuls(),         // after attention and Gemm, whose patterns want a product each; before epilogues,
        new MergeParallelConvs(),           // which would hide the layers in bodies
        new Rules(
            new MoveReshapeAfterMatMul(),   // after merging: products of one value would stand behind reshapes of their own
            new MoveReshapeBeforeMatMul(),
            new MoveSliceIntoConcat()),
        new SinkViews(),                    // views between a layer and what follows keep them apart; the rules settled where they are
        new FuseEpilogues(),                // after all rules: they look for operators, not for bodies
        new FuseCascades(),                 // after epilogues, which belong to one convolution each
        new FuseInputScale(),               // after epilogues, whose bodies it extends; the next would join the product with others
        new FusePieces(),                   // before chains: a result that two pieces share would be one of its own
        new FusePointwise());               // last: a chain of its own is second best to an epilogue
}
