using System.Runtime.CompilerServices;
using CsCheck;
using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Runtime;

/// <summary>Engines and contexts may be disposed of in every order and during a run: a run completes, or says that it cannot begin,
/// and the last user frees the memory.</summary>
public sealed class LifetimeTests : IDisposable
{
    private const string Text = """
        x = input f32[4,64]
        h = MatMul(x, const f32[64,96])
        y = Tanh(h)
        k = Identity(const f32[2](3,4))
        output y
        output k
        """;

    private readonly string _file = Path.GetTempFileName();

    public LifetimeTests()
    {
        using var engine = new Engine(Compile(Text, DefaultBackends.Create()), DefaultBackends.Create());
        engine.Save(_file);
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void An_engine_its_contexts_and_another_engine_are_disposed_of_in_every_order() =>
        Gen.Shuffle(new[] { "engine", "first", "second", "other", "its context" }).Sample(order =>
        {
            var engine = Engine.Load(_file, DefaultBackends.Create(), new() { Threads = 2 });
            // With as many threads, so that it shares those of the first.
            var other = Engine.Load(_file, DefaultBackends.Create(), new() { Threads = 2 });
            var contexts = new Dictionary<string, InferenceContext>
            {
                ["first"] = engine.CreateContext(), ["second"] = engine.CreateContext(), ["its context"] = other.CreateContext(),
            };
            var expected = Run(contexts["first"]);
            var gone = new HashSet<string>();
            foreach (string name in order)
            {
                if (name == "engine") engine.Dispose();
                else if (name == "other") other.Dispose();
                else contexts[name].Dispose();
                gone.Add(name);
                foreach (var (key, context) in contexts)
                {
                    bool ends = gone.Contains(key) || gone.Contains(key == "its context" ? "other" : "engine");
                    if (ends) Assert.Throws<ObjectDisposedException>(() => Run(context));
                    else Assert.Equal(expected, Run(context));
                }
            }
            Assert.Throws<ObjectDisposedException>(engine.CreateContext);
            Assert.Throws<ObjectDisposedException>(() => engine.TypicalProgram());
            Assert.Throws<ObjectDisposedException>(() => engine.Save(_file + ".copy"));
            engine.Dispose();
        }, iter: 40, threads: 1);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_run_under_way_completes(bool engineGoes, bool contextGoes)
    {
        var engine = Engine.Load(_file, DefaultBackends.Create(), new() { Threads = 2 });
        var context = engine.CreateContext();
        float[] expected = Run(context);
        int steps = 0;
        context.OnStep = (_, _) =>
        {
            if (steps++ > 0) return;
            var thread = new Thread(() =>
            {
                if (engineGoes) engine.Dispose();
                if (contextGoes) context.Dispose();
            });
            thread.Start();
            thread.Join();
        };
        context.SetInput("x", Input());

        context.Run(TestContext.Current.CancellationToken);

        if (contextGoes) Assert.Throws<ObjectDisposedException>(() => context.Output("y"));
        else Assert.Equal(expected, context.Output<float>("y").ToArray());
        Assert.Throws<ObjectDisposedException>(() => context.Run(TestContext.Current.CancellationToken));
        context.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Runs_on_many_threads_meet_the_end_of_their_engine()
    {
        for (int round = 0; round < 5; round++)
        {
            var engine = Engine.Load(_file, DefaultBackends.Create(), new() { Threads = 2 });
            using var started = new CountdownEvent(3);
            var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                using var context = engine.CreateContext();
                float[] expected = Run(context);
                started.Signal();
                try
                {
                    while (true) Assert.Equal(expected, Run(context));
                }
                catch (ObjectDisposedException)
                {
                }
            })).ToList();
            threads.ForEach(t => t.Start());
            started.Wait(TestContext.Current.CancellationToken);
            engine.Dispose();
            threads.ForEach(t => t.Join());
        }
    }

    [Fact]
    public void Outputs_stay_readable_until_their_context_is_disposed_of_and_longer()
    {
        var engine = Engine.Load(_file, DefaultBackends.Create());
        var context = engine.CreateContext();
        float[] expected = Run(context);
        var y = (Tensor)context.Output("y");
        engine.Dispose();

        Assert.Equal(expected, context.Output<float>("y").ToArray());
        Assert.Equal([3f, 4f], context.Output<float>("k").ToArray());
        context.Dispose();
        GC.Collect();
        Assert.Equal(expected, y.Span<float>().ToArray());
    }

    [Fact]
    public void The_last_user_closes_the_devices()
    {
        var backend = new ObservedBackend();
        var backends = new BackendRegistry().Add(backend);
        var engine = new Engine(Compile(Text, backends), backends);
        int before = backend.OpenDevices;
        var context = engine.CreateContext();
        context.OnStep = (_, _) =>
        {
            context.Dispose();
            engine.Dispose();
            Assert.Equal((before, 1), (backend.OpenDevices, backend.OpenContexts));
        };
        context.SetInput("x", Input());

        context.Run(TestContext.Current.CancellationToken);

        Assert.Equal((before - 1, 0, 0), (backend.OpenDevices, backend.OpenContexts, backend.Runs));
    }

    [Fact]
    public void A_context_that_is_forgotten_does_not_hold_its_engine_for_ever()
    {
        var backend = new ObservedBackend();
        var backends = new BackendRegistry().Add(backend);
        var engine = new Engine(Compile(Text, backends), backends);
        int before = backend.OpenDevices;
        Forget(engine);

        engine.Dispose();
        for (int i = 0; i < 10 && backend.OpenDevices == before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(before - 1, backend.OpenDevices);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Engine engine) => Run(engine.CreateContext());
    }

    [Fact]
    public void A_span_outlives_a_context_that_is_forgotten()
    {
        using var engine = Engine.Load(_file, DefaultBackends.Create());
        var y = Forget(engine, out float[] expected);
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            for (int n = 0; n < 20; n++) GC.AllocateUninitializedArray<byte>(8192, pinned: true).AsSpan().Fill(0xAB);
        }

        Assert.Equal(expected, y.ToArray());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ReadOnlySpan<float> Forget(Engine engine, out float[] expected)
        {
            var context = engine.CreateContext();
            expected = Run(context);
            return context.Output<float>("y");
        }
    }

    [Fact]
    public void A_device_that_cannot_begin_leaves_no_other_in_a_run()
    {
        ObservedBackend good = new("good"), bad = new("bad");
        var backends = new BackendRegistry().Add(good).Add(bad);
        var plan = Compile("x = input f32[3]\na = Exp(x)\ny = Neg(a)\noutput y", backends);
        plan = plan with { Kernels = [plan.Kernels[0], plan.Kernels[1] with { Spec = plan.Kernels[1].Spec with { Backend = "bad" } }] };
        using var engine = new Engine(plan, backends);
        using var context = engine.CreateContext();
        context.SetInput("x", Tensor.From<float>([0, 0, 0]));
        bad.OnBeginRun = () => throw new BackendException("XIN7005", "bad", "it does not begin");

        Assert.Throws<BackendException>(() => context.Run(TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (good.Runs, bad.Runs));
        bad.OnBeginRun = () => { };
        bad.OnEndRun = () => throw new BackendException("XIN7005", "bad", "it does not end");
        Assert.Throws<BackendException>(() => context.Run(TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (good.Runs, bad.Runs));
        bad.OnEndRun = () => { };
        context.Run(TestContext.Current.CancellationToken);

        Assert.Equal([-1f, -1f, -1f], context.Output<float>("y").ToArray());
        Assert.Equal((0, 0), (good.Runs, bad.Runs));
    }

    [Fact]
    public void An_engine_that_cannot_be_loaded_leaves_no_device_open()
    {
        var backend = new ObservedBackend();
        var backends = new BackendRegistry().Add(backend);
        var plan = Compile(Text, backends);
        int before = backend.OpenDevices;
        backend.OnLoad = _ => throw new BackendException("XIN7005", "test", "it does not load");

        Assert.Throws<BackendException>(() => new Engine(plan, backends));
        Assert.Equal((before, 0), (backend.OpenDevices, backend.OpenContexts));
    }

    private static float[] Run(InferenceContext context)
    {
        context.SetInput("x", Input());
        context.Run();
        return context.Output<float>("y").ToArray();
    }

    private static Tensor Input() => SyntheticTensor.Make(DType.F32, [4, 64]);

    private static EnginePlan Compile(string text, BackendRegistry backends) => EngineCompiler.Compile(Graph.Parse(text), backends, [], []).Plan;
}
