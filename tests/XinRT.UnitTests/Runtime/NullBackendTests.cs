using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.UnitTests.Runtime;

public sealed class NullBackendTests
{
    [Fact]
    public void The_whole_road_works_without_a_device()
    {
        var backends = new BackendRegistry().Add(new NullBackend());
        var plan = EngineCompiler.Compile(Graph.Parse("x = input f32[2,3]\ny = Exp(x)\noutput y"), backends, [], [], cancel: TestContext.Current.CancellationToken).Plan;
        using var engine = new Engine(plan, backends);
        using var context = engine.CreateContext();
        context.SetInput("x", SyntheticTensor.Make(DType.F32, [2, 3]));
        context.Run(TestContext.Current.CancellationToken);

        Assert.All(context.Output<float>("y").ToArray(), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void A_node_goes_to_the_first_backend_that_takes_it_with_the_reasons_of_the_others()
    {
        var backends = new BackendRegistry().Add(new Refusing()).Add(new NullBackend());

        var node = Graph.Parse("x = input f32[1]\ny = Exp(x)").Nodes[0];
        var operand = new KernelOperand(DType.F32, TensorLayout.RowMajor([1]));

        using var devices = new DeviceSet(backends, new DeviceOptions());
        var problem = new KernelProblem(node, [operand], [operand]);

        Assert.Equal("null", devices.Choose(problem).Kernel.Backend);
        Assert.Equal(["refusing: there is no such device here"], devices.Refusals(problem, "null"));
        Assert.Equal("XIN7001", Assert.Throws<BackendException>(() => backends.Get("vulkan")).Code);
    }

    private sealed class Refusing : IBackend
    {
        public string Id => "refusing";

        public IReadOnlyList<DeviceInfo> Probe() => [];

        public FusionPolicy Fusion(DeviceInfo device) => new();

        public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

        public IDevice Open(DeviceInfo device, DeviceOptions options) => throw new NotSupportedException();
    }
}
