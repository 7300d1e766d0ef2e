using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.UnitTests.Backends;

public sealed class DeviceSetTests
{
    [Fact]
    public void A_device_is_opened_when_it_is_first_needed_and_once()
    {
        using var devices = new DeviceSet(new BackendRegistry().Add(new NullBackend()).Add(new ReferenceBackend()), new DeviceOptions());
        Assert.Empty(devices.Opened);

        var device = devices["reference"];

        Assert.Same(device, devices["reference"]);
        Assert.Equal(["reference"], devices.Opened.Keys);
    }

    [Fact]
    public void The_first_device_that_takes_a_problem_gets_it_and_the_others_say_why_not()
    {
        using var devices = new DeviceSet(new BackendRegistry().Add(new NoBackend()).Add(new NullBackend()).Add(new ReferenceBackend()), new DeviceOptions());

        Assert.Equal(["null", "reference"], devices.Available);
        Assert.Equal("null", devices.Choose(Problem(isStatic: true)).Kernel.Backend);
        Assert.Equal(["none: there is no such device here"], devices.Refusals(Problem(isStatic: true), "null"));
        Assert.Equal("reference", devices.Choose(Problem(isStatic: false)).Kernel.Backend);
        Assert.Equal(["none: there is no such device here", "null: it needs static tensor types"],
            devices.Refusals(Problem(isStatic: false), "reference"));
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        using var devices = new DeviceSet(new BackendRegistry().Add(new NoBackend()), new DeviceOptions());

        Assert.Equal("XIN7001", Assert.Throws<BackendException>(() => devices["reference"]).Code);
        Assert.Equal("XIN7004", Assert.Throws<BackendException>(() => devices["none"]).Code);
        Assert.Equal("XIN4002", Assert.Throws<BuildException>(() => devices.Choose(Problem(isStatic: true))).Code);
    }

    [Fact]
    public void Devices_that_will_be_needed_are_opened_ahead_and_missing_ones_left_to_those_who_need_them()
    {
        using var devices = new DeviceSet(new BackendRegistry().Add(new NoBackend()).Add(new NullBackend()), new DeviceOptions());

        devices.WarmUp(["", "none", "unknown", "null"]);

        Assert.Equal(["null"], devices.Opened.Keys);
    }

    private static KernelProblem Problem(bool isStatic)
    {
        var node = Graph.Parse("x = input f32[4]\ny = Exp(x)\noutput y").Nodes[0];
        var operand = new KernelOperand(DType.F32, TensorLayout.RowMajor([4]));
        return new(node, [operand], [operand]) { IsStatic = isStatic };
    }

    private sealed class NoBackend : IBackend
    {
        public string Id => "none";

        public IReadOnlyList<DeviceInfo> Probe() => [];

        public FusionPolicy Fusion(DeviceInfo device) => new();

        public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

        public IDevice Open(DeviceInfo device, DeviceOptions options) => throw new NotSupportedException();
    }
}
