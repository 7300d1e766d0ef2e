using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Threads;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.KernelTests.Threads;

public sealed unsafe class WorkerPoolTests
{
    [Fact]
    public void Every_task_runs_once() =>
        Gen.Select(Gen.Int[1, 8], Gen.OneOf(Gen.Int[0, 70], Gen.Int[0, 20_000]), Gen.Enum<LatencyMode>()).Sample((workers, tasks, mode) =>
        {
            using var pool = new WorkerPool(workers, mode);
            int[] visits = new int[tasks];
            fixed (int* counts = visits)
            {
                pool.BeginInference();
                Visit(pool, counts, tasks);
                Visit(pool, counts, tasks / 2);
                pool.EndInference();
            }

            for (int i = 0; i < tasks; i++) Assert.Equal(i < tasks / 2 ? 2 : 1, visits[i]);
        }, iter: 200, threads: 1);

    [Theory]
    [InlineData(2, 100_000)]
    [InlineData(5, 5_000)]
    public void Many_loops_follow_each_other(int workers, int loops)
    {
        using var pool = new WorkerPool(workers, LatencyMode.Balanced);
        int[] visits = new int[64];
        fixed (int* counts = visits)
        {
            pool.BeginInference();
            for (int i = 0; i < loops; i++) Visit(pool, counts, 1 + i % 64);
            pool.EndInference();
        }

        for (int t = 0; t < 64; t++) Assert.Equal(loops / 64 * (64 - t) + Math.Max(0, loops % 64 - t), visits[t]);
    }

    [Fact]
    public void Contexts_that_share_a_pool_and_pools_side_by_side_do_not_mix()
    {
        using WorkerPool one = new(3, LatencyMode.Balanced), other = new(2, LatencyMode.Park);
        var contexts = Enumerable.Range(0, 5).Select(c => new Thread(() =>
        {
            var pool = c < 3 ? one : other;
            int[] visits = new int[100];
            fixed (int* counts = visits)
            {
                for (int run = 1; run <= 300; run++)
                {
                    pool.BeginInference();
                    for (int i = 0; i < 10; i++) Visit(pool, counts, 100);
                    pool.EndInference();
                    for (int t = 0; t < 100; t++) if (visits[t] != run * 10) Volatile.Write(ref _wrong, $"context {c}, run {run}, task {t}: {visits[t]}");
                }
            }
        })).ToList();
        contexts.ForEach(t => t.Start());
        contexts.ForEach(t => t.Join());

        Assert.Null(_wrong);
    }

    [Theory]
    [InlineData(LatencyMode.Balanced)]
    [InlineData(LatencyMode.Park)]
    [InlineData(LatencyMode.Spin)]
    public void Workers_that_sleep_wake_up(LatencyMode mode)
    {
        using var pool = new WorkerPool(2, mode);
        using var pause = new ManualResetEventSlim();
        var threads = new HashSet<int>();
        for (int run = 0; run < 20; run++)
        {
            pause.Wait(2, TestContext.Current.CancellationToken);
            pool.BeginInference();
            // Two tasks that wait for each other need two threads.
            using var meeting = new CountdownEvent(2);
            pool.For(2, _ =>
            {
                meeting.Signal();
                meeting.Wait();
                lock (threads) threads.Add(Environment.CurrentManagedThreadId);
            });
            pool.EndInference();
        }

        Assert.Equal(2, threads.Count);
    }

    [Fact]
    public void Each_worker_has_its_own_memory()
    {
        using var pool = new WorkerPool(4, LatencyMode.Balanced);
        const int Stride = 64;
        byte* scratch = stackalloc byte[4 * Stride];
        new Span<byte>(scratch, 4 * Stride).Clear();
        for (int i = 0; i < 200; i++)
            pool.Run(new() { Function = &Own, Arguments = null, Tasks = 40, Scratch = scratch, ScratchStride = Stride });
        long sum = 0;
        for (int w = 0; w < 4; w++) sum += *(long*)(scratch + w * Stride);

        Assert.Equal(200 * 40, sum);
    }

    [Fact]
    public void The_most_workers_of_a_job_are_not_exceeded()
    {
        using var pool = new WorkerPool(4, LatencyMode.Spin);
        const int Stride = 64;
        byte* scratch = stackalloc byte[4 * Stride];
        new Span<byte>(scratch, 4 * Stride).Clear();
        for (int i = 0; i < 1000; i++)
            pool.Run(new() { Function = &Own, Arguments = null, Tasks = 40, Scratch = scratch, ScratchStride = Stride, MaxWorkers = 2 });

        Assert.Equal(1000 * 40, *(long*)scratch + *(long*)(scratch + Stride));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void An_exception_in_a_body_reaches_the_caller_and_the_pool_works_on(int workers)
    {
        using var pool = new WorkerPool(workers, LatencyMode.Balanced);
        for (int bad = 0; bad < 100; bad += 7)
        {
            int seen = 0;
            var e = Assert.Throws<InvalidDataException>(() => pool.For(100, i =>
            {
                if (i == bad) throw new InvalidDataException($"task {i}");
            }));
            pool.For(100, _ => Interlocked.Increment(ref seen));

            Assert.Equal($"task {bad}", e.Message);
            Assert.Equal(100, seen);
        }
    }

    [Fact]
    public void Loops_inside_loops_run_on_their_callers_thread()
    {
        using var pool = new WorkerPool(3, LatencyMode.Balanced);
        int sum = 0;
        pool.BeginInference();
        for (int run = 0; run < 50; run++) pool.For(20, i => pool.For(10, j => Interlocked.Add(ref sum, i * 10 + j)));
        pool.EndInference();

        Assert.Equal(50 * 199 * 200 / 2, sum);
    }

    [Fact]
    public void Loops_of_operators_run_on_the_pool_and_end_when_cancelled()
    {
        using var pool = new WorkerPool(2, LatencyMode.Balanced);
        using var stop = new CancellationTokenSource();
        var workers = new Workers(2, stop.Token) { Parallelism = pool };
        int[] visits = new int[1000];
        ParallelRange.For(workers, 1000, 3, (from, to) =>
        {
            for (int i = from; i < to; i++) Interlocked.Increment(ref visits[i]);
        });
        int ranges = 0;
        var e = Assert.ThrowsAny<OperationCanceledException>(() => ParallelRange.For(workers, 1000, 1, (_, _) =>
        {
            if (Interlocked.Increment(ref ranges) == 2) stop.Cancel();
            stop.Token.WaitHandle.WaitOne();
        }));

        Assert.All(visits, v => Assert.Equal(1, v));
        Assert.Equal(stop.Token, e.CancellationToken);
        Assert.Equal(2, ranges);
    }

    [Fact]
    public void A_collection_of_garbage_does_not_stop_a_loop()
    {
        using var pool = new WorkerPool(2, LatencyMode.Spin);
        int[] visits = new int[64];
        object?[] kept = new object?[64];
        fixed (int* counts = visits)
        {
            for (int i = 0; i < 2000; i++)
            {
                pool.For(64, t => kept[t] = new byte[2000]);
                Visit(pool, counts, 64);
            }
        }

        Assert.All(visits, v => Assert.Equal(2000, v));
        Assert.All(kept, Assert.NotNull);
    }

    [Fact]
    public void A_loop_allocates_nothing()
    {
        using var pool = new WorkerPool(2, LatencyMode.Balanced);
        int[] visits = new int[64];
        fixed (int* counts = visits)
        {
            Visit(pool, counts, 64);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                pool.BeginInference();
                Visit(pool, counts, 64);
                pool.EndInference();
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Kernels_see_denormals_as_zeros_and_managed_code_does_not()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.X64.IsSupported, "Only generated code for x86 needs it.");
        var asm = Assemblers.Create(CpuProbe.Detect().Target(1));
        var data = asm.NewGpr();
        var v = asm.NewVec();
        asm.Load64(data, VectorAssembler.At(asm.Argument(0)));
        asm.ForEachTask(task =>
        {
            asm.Broadcast(v, VectorAssembler.At(data, task, 4));
            asm.Add(v, v, v);
            asm.StoreScalar(VectorAssembler.At(data, task, 4), v);
        });
        asm.Return();
        using var memory = new CodeMemory();
        var kernel = asm.Finish().Place(memory);
        memory.Seal();
        using var pool = new WorkerPool(2, LatencyMode.Spin);
        float[] values = new float[64];
        for (int run = 0; run < 200; run++)
        {
            Array.Fill(values, float.Epsilon);
            fixed (float* place = values)
            {
                void* argument = place;
                pool.Run(new() { Function = kernel, Arguments = &argument, Tasks = 64 });
            }
            Assert.All(values, x => Assert.Equal(0, x));
            pool.For(64, i => values[i] = MathF.Max(float.Epsilon, values[i]) * 2);
            Assert.All(values, x => Assert.Equal(2 * float.Epsilon, x));
        }
    }

    [Fact]
    public void A_disposed_pool_says_so()
    {
        var pool = new WorkerPool(3, LatencyMode.Balanced);
        pool.Dispose();
        pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pool.For(3, _ => { }));
        Assert.Throws<ObjectDisposedException>(pool.BeginInference);
    }

    [Fact]
    public void Processors_this_thread_may_use_are_known()
    {
        int[] allowed = ProcessorSet.Allowed();

        Assert.Equal(allowed.Order().Distinct(), allowed);
        if (OperatingSystem.IsLinux()) Assert.InRange(allowed.Length, Environment.ProcessorCount, int.MaxValue);
    }

    private string? _wrong;

    private static void Visit(WorkerPool pool, int* counts, int tasks)
    {
        void* argument = counts;
        pool.Run(new() { Function = &Count, Arguments = &argument, Tasks = tasks });
    }

    [UnmanagedCallersOnly]
    private static void Count(void** arguments, long begin, long end, void* scratch)
    {
        for (long i = begin; i < end; i++) Interlocked.Increment(ref Unsafe.Add(ref *(int*)*arguments, (nint)i));
    }

    [UnmanagedCallersOnly]
    private static void Own(void** arguments, long begin, long end, void* scratch) => *(long*)scratch += end - begin;
}
