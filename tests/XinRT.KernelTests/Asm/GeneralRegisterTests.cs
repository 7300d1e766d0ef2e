using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.KernelTests.Asm;

public sealed class GeneralRegisterTests
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 3, 5, 9, 7, 8, 127, 128, -128, -129, 129, 1000, int.MaxValue, int.MinValue, int.MaxValue + 1L, int.MinValue - 1L, uint.MaxValue,
        uint.MaxValue + 1L, 0x123456789ABCDEF, -0x123456789ABCDEF, long.MaxValue, long.MinValue,
    ];

    public static TheoryData<CodeKind> EachKind => AssembledCode.EachKind;

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Numbers_are_set_and_computed(CodeKind kind)
    {
        foreach (long n in Numbers)
        {
            Check(kind, (_, _) => n, (asm, d, a, b) => asm.Set(d, n));
            if (n != (int)n) continue;
            Check(kind, (a, _) => a + n, (asm, d, a, b) =>
            {
                asm.Move(d, a);
                asm.Add(d, n);
            });
            Check(kind, (a, _) => a * n, (asm, d, a, b) => asm.Mul(d, a, n));
        }
        Check(kind, (a, b) => a + b, (asm, d, a, b) => InTurn(asm, d, a, b, asm.Add));
        Check(kind, (a, b) => a - b, (asm, d, a, b) => InTurn(asm, d, a, b, asm.Sub));
        Check(kind, (a, b) => a * b, (asm, d, a, b) => InTurn(asm, d, a, b, asm.Mul));
        Check(kind, Math.Min, (asm, d, a, b) => asm.Min(d, a, b));
        Check(kind, Math.Max, (asm, d, a, b) => asm.Max(d, a, b));
        Check(kind, (a, b) => a + b * 8 - 77, (asm, d, a, b) => asm.Address(d, At(a, b, 8, -77)));
        Check(kind, (a, _) => a, (asm, d, a, b) => asm.Address(d, At(a)));
        Check(kind, (a, _) => a + 1000, (asm, d, a, b) => asm.Address(d, At(a, 1000)));
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Division_by_any_constant_is_exact(CodeKind kind)
    {
        long[] divisors =
        [
            .. Enumerable.Range(1, 70), 96, 100, 112, 224, 641, 1000, 1023, 1024, 1025, 12321, 65535, 65537, 1 << 30, int.MaxValue, 1L << 31, (1L << 31) + 1,
            1L << 32, 6700417, 1234567890123, (1L << 62) - 1, 1L << 62, (1L << 62) + 1, long.MaxValue,
        ];
        foreach (long divisor in divisors)
        {
            long[] dividends =
            [
                0, 1, 2, 6, 7, 99, 12345, int.MaxValue, 1L << 40, long.MaxValue, long.MaxValue - 1, long.MaxValue / divisor * divisor,
                Math.Max(0, long.MaxValue / divisor * divisor - 1), divisor, divisor - 1, divisor < long.MaxValue ? divisor + 1 : divisor,
            ];
            long[] result = AssembledCode.Run<long, long>(kind, dividends, dividends.Length * 2, (asm, source, target) =>
            {
                Gpr a = asm.NewGpr(), q = asm.NewGpr(), r = asm.NewGpr();
                asm.Repeat(dividends.Length, () =>
                {
                    asm.Load64(a, At(source));
                    asm.DivRem(q, r, a, divisor);
                    asm.Store64(At(target), q);
                    asm.Store64(At(target, 8), r);
                    asm.Add(source, 8);
                    asm.Add(target, 16);
                });
            });
            for (int i = 0; i < dividends.Length; i++) Assert.Equal(Math.DivRem(dividends[i], divisor), (result[2 * i], result[2 * i + 1]));
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Division_keeps_all_other_registers_whatever_its_own(CodeKind kind)
    {
        // The first six registers have special parts in some convention or instruction.
        foreach (long divisor in (long[])[1, 7, 8, 1L << 40, (1L << 40) + 1])
            for (int q = 0; q < 6; q++)
                for (int r = 0; r < 6; r++)
                    for (int a = 0; a < 6; a++)
                    {
                        if (q == r) continue;
                        const long dividend = 987654321987654321;
                        long[] values = AllRegistersAfter(kind, (asm, all) =>
                        {
                            asm.Set(all[a], dividend);
                            asm.DivRem(all[q], all[r], all[a], divisor);
                        });
                        for (int i = 0; i < values.Length; i++)
                            Assert.Equal(i == q ? dividend / divisor : i == r ? dividend % divisor : i == a ? dividend : i + 1000, values[i]);
                    }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void All_general_registers_hold_their_own_values(CodeKind kind)
    {
        long[] values = AllRegistersAfter(kind, (asm, all) =>
        {
            Assert.Equal(14, all.Length);
            Assert.Throws<InvalidOperationException>(() => asm.NewGpr());
            for (int i = 0; i < all.Length; i++) asm.Prefetch(At(all[i], i), (PrefetchTarget)(i % 3));
        });

        Assert.Equal(Enumerable.Range(1000, 14).Select(i => (long)i), values);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Memory_is_read_with_sign_and_written_in_part(CodeKind kind)
    {
        long[] result = AssembledCode.Run<int, long>(kind, [5, -6, int.MinValue], 20, (asm, source, target) =>
        {
            for (int i = 0; i < 4; i++) asm.Free(asm.Argument(i));
            var r = asm.NewGpr();
            Gpr[] all = [r, .. Enumerable.Range(0, asm.FreeGprs).Select(_ => asm.NewGpr())];
            for (int i = 0; i < all.Length; i++)
            {
                // Every register has a byte of its own: 5 and 0xFA in turn.
                asm.Load8(all[i], At(source, i % 2 * 4));
                asm.Store8(At(target, (5 + i) * 8 + i % 3), all[i]);
                asm.Add(all[i], 0x7000);
                asm.Store8(At(target, 32 + i % 8), all[i]);
            }
            for (int i = 0; i < 3; i++)
            {
                asm.Load32(r, At(source, i * 4));
                asm.Store64(At(target, i * 8), r);
            }
            asm.Set(r, -2);
            asm.Store32(At(target, 24), r);
        });

        Assert.Equal([5, -6, int.MinValue, 0xFFFFFFFE], result[..4]);
        for (int i = 0; i < 12; i++) Assert.Equal((i % 2 == 0 ? 5L : 0xFA) << (i % 3 * 8), result[5 + i]);
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Jumps_are_taken_if_the_comparison_holds(CodeKind kind)
    {
        foreach (var condition in Enum.GetValues<Condition>())
        {
            Check(kind, (a, b) => Holds(a, condition, b) ? 1 : 0, (asm, d, a, b) => Decide(asm, d, yes => asm.JumpIf(a, condition, b, yes)));
            foreach (int n in Numbers.Where(n => n == (int)n))
                Check(kind, (a, _) => Holds(a, condition, n) ? 1 : 0, (asm, d, a, b) => Decide(asm, d, yes => asm.JumpIf(a, condition, n, yes)));
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Jumps_reach_near_and_far_both_ways(CodeKind kind)
    {
        // Sizes of the skipped code around the limits of the short form.
        foreach (int filler in (int[])[0, 1, 20, 28, 29, 30, 31, 32, 33, 34, 60, 1000])
        {
            long[] result = AssembledCode.Run<long, long>(kind, [3], 2, (asm, source, target) =>
            {
                Gpr count = asm.NewGpr(), sum = asm.NewGpr(), other = asm.NewGpr();
                Label head = asm.NewLabel(), skip = asm.NewLabel(), middle = asm.NewLabel();
                asm.Load64(count, At(source));
                asm.Set(sum, 0);
                asm.Set(other, 0);
                asm.Jump(middle);
                asm.Bind(head);
                asm.Jump(skip);
                for (int i = 0; i < filler; i++) asm.Add(other, 1);
                asm.Bind(skip);
                asm.Add(sum, 10);
                asm.Add(count, -1);
                for (int i = 0; i < filler; i++) asm.Add(other, 1);
                asm.Bind(middle);
                asm.JumpIf(count, Condition.Greater, 0, head);
                asm.Store64(At(target), sum);
                asm.Store64(At(target, 8), other);
            });

            Assert.Equal([30, 3 * filler], result);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Loops_run_as_often_as_they_say(CodeKind kind)
    {
        foreach (int start in (int[])[-5, 0, 1, 2, 7, 10])
            foreach (int step in (int[])[1, 3])
            {
                long[] result = AssembledCode.Run<long, long>(kind, [start], 2, (asm, source, target) =>
                {
                    Gpr counter = asm.NewGpr(), passes = asm.NewGpr(), repeats = asm.NewGpr();
                    asm.Load64(counter, At(source));
                    asm.Set(passes, 0);
                    asm.Set(repeats, 0);
                    asm.While(counter, step, () =>
                    {
                        asm.Add(passes, 1);
                        asm.Repeat(Math.Max(0, start), () => asm.Add(repeats, 1));
                    });
                    asm.Store64(At(target), passes);
                    asm.Store64(At(target, 8), repeats);
                });

                int expected = start <= 0 ? 0 : (start + step - 1) / step;
                Assert.Equal([expected, expected * Math.Max(0, start)], result);
            }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public unsafe void Each_task_of_the_range_runs_once(CodeKind kind)
    {
        foreach (var (begin, end) in ((long, long)[])[(0, 0), (0, 10), (3, 4), (2, 9), (5, 3)])
        {
            var tasks = new long[10];
            fixed (long* place = tasks)
                AssembledCode.Run(kind, asm =>
                {
                    Gpr at = asm.NewGpr(), value = asm.NewGpr();
                    asm.ForEachTask(task =>
                    {
                        asm.Load64(at, At(asm.Argument(0)));
                        asm.Load64(value, At(at, task, 8));
                        asm.Add(value, 1);
                        asm.Store64(At(at, task, 8), value);
                    });
                }, [(nint)place], begin, end);

            Assert.Equal(Enumerable.Range(0, 10).Select(t => t >= begin && t < end ? 1L : 0), tasks);
        }
    }

    [Theory]
    [MemberData(nameof(EachKind))]
    public void Slots_keep_what_is_stored(CodeKind kind)
    {
        const int count = 40;
        long[] result = AssembledCode.Run<long, long>(kind, [0], count, (asm, _, target) =>
        {
            var r = asm.NewGpr();
            var slots = new List<Mem>();
            for (int i = 0; i < count; i++)
            {
                slots.Add(asm.NewSlot());
                asm.Set(r, i * 1_000_000_007L);
                asm.Store64(slots[i], r);
                // Inner uses of the stack take no slot of the generator.
                if (i == 20) asm.DivRem(r, asm.NewGpr(), r, 7);
            }
            for (int i = 0; i < count; i++)
            {
                asm.Load64(r, slots[i]);
                asm.Store64(At(target, i * 8), r);
            }
        });

        Assert.Equal(Enumerable.Range(0, count).Select(i => i * 1_000_000_007L), result);
    }

    // Sets all registers, runs the step, and gives what they hold then.
    private static unsafe long[] AllRegistersAfter(CodeKind kind, Action<VectorAssembler, Gpr[]> step)
    {
        var result = new long[14];
        fixed (long* place = result)
            AssembledCode.Run(kind, asm =>
            {
                Gpr[] all = [.. Enumerable.Range(0, 4).Select(asm.Argument), .. Enumerable.Range(0, asm.FreeGprs).Select(_ => asm.NewGpr())];
                Mem target = asm.NewSlot(), kept = asm.NewSlot();
                asm.Store64(target, all[3]);
                for (int i = 0; i < all.Length; i++) asm.Set(all[i], i + 1000);
                step(asm, all);
                for (int i = 0; i < all.Length; i++)
                {
                    var address = all[(i + 1) % all.Length];
                    asm.Store64(kept, address);
                    asm.Load64(address, target);
                    asm.Store64(At(address, i * 8), all[i]);
                    asm.Load64(address, kept);
                }
            }, [], 0, 1, (nint)place);
        return result;
    }

    // Over all pairs of numbers, in all ways in which the result may take the place of an operand.
    private static void Check(CodeKind kind, Func<long, long, long> expected, Action<VectorAssembler, Gpr, Gpr, Gpr> emit)
    {
        var pairs = (from a in Numbers from b in Numbers select (a, b)).ToArray();
        for (int place = 0; place < 4; place++)
        {
            long[] result = AssembledCode.Run<long, long>(kind, [.. pairs.SelectMany(p => (long[])[p.a, p.b])], pairs.Length, (asm, source, target) =>
            {
                Gpr a = asm.NewGpr(), b = asm.NewGpr(), other = asm.NewGpr();
                var d = place switch { 0 => other, 1 => a, 2 => b, _ => asm.NewGpr() };
                asm.Repeat(pairs.Length, () =>
                {
                    asm.Load64(a, At(source));
                    asm.Load64(b, At(source, 8));
                    emit(asm, d, a, b);
                    asm.Store64(At(target), d);
                    asm.Add(source, 16);
                    asm.Add(target, 8);
                });
            });
            for (int i = 0; i < pairs.Length; i++)
                if (expected(pairs[i].a, pairs[i].b) != result[i])
                    Assert.Fail($"{pairs[i]}, result in place {place}: expected {expected(pairs[i].a, pairs[i].b)}, found {result[i]}.");
        }
    }

    // Two-operand forms overwrite their first operand; the second must still be there.
    private static void InTurn(VectorAssembler asm, Gpr d, Gpr a, Gpr b, Action<Gpr, Gpr> operation)
    {
        var sum = asm.NewGpr();
        asm.Move(sum, a);
        operation(sum, b);
        asm.Move(d, sum);
        asm.Free(sum);
    }

    private static void Decide(VectorAssembler asm, Gpr d, Action<Label> jump)
    {
        Label yes = asm.NewLabel(), end = asm.NewLabel();
        jump(yes);
        asm.Set(d, 0);
        asm.Jump(end);
        asm.Bind(yes);
        asm.Set(d, 1);
        asm.Bind(end);
    }

    private static bool Holds(long a, Condition condition, long b) => condition switch
    {
        Condition.Equal => a == b,
        Condition.NotEqual => a != b,
        Condition.Less => a < b,
        Condition.LessOrEqual => a <= b,
        Condition.Greater => a > b,
        _ => a >= b,
    };
}
