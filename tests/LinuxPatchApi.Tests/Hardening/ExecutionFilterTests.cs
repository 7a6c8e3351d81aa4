using LinuxPatchApi.Hardening;
using Machine = System.Runtime.InteropServices.Architecture;

namespace LinuxPatchApi.Tests.Hardening;

/// <summary>Executes the program as the kernel would; the system tests show that the kernel accepts it.</summary>
public sealed class ExecutionFilterTests
{
    private const uint X64 = 0xc000003e;
    private const uint Arm64 = 0xc00000b7;
    private const uint I386 = 0x40000003;

    [Theory]
    [InlineData(Machine.X64, X64, 59, false)]
    [InlineData(Machine.X64, X64, 322, false)]
    [InlineData(Machine.X64, X64, 0x40000208, false)]
    [InlineData(Machine.X64, I386, 11, false)]
    [InlineData(Machine.X64, I386, 1, false)]
    [InlineData(Machine.X64, X64, 0, true)]
    [InlineData(Machine.X64, X64, 58, true)]
    [InlineData(Machine.X64, X64, 221, true)]
    [InlineData(Machine.Arm64, Arm64, 221, false)]
    [InlineData(Machine.Arm64, Arm64, 281, false)]
    [InlineData(Machine.Arm64, Arm64, 59, true)]
    [InlineData(Machine.Arm64, X64, 0, false)]
    public void Only_the_execution_of_programs_and_foreign_tables_are_refused(Machine architecture, uint caller, uint number,
        bool allowed) =>
        Assert.Equal(allowed ? 0x7fff0000u : 0x00050001u, Run(ExecutionFilter.For(architecture)!, caller, number));

    [Fact]
    public void An_architecture_without_known_numbers_has_no_filter() => Assert.Null(ExecutionFilter.For(Machine.S390x));

    private static uint Run(ExecutionFilter.Instruction[] program, uint architecture, uint number)
    {
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var one = program[at];
            switch (one.Code)
            {
                case 0x20:
                    accumulator = one.Operand switch
                    {
                        0 => number,
                        4 => architecture,
                        _ =>
                        throw new InvalidOperationException("reads beyond")
                    };
                    break;
                case 0x15:
                    at += accumulator == one.Operand ? one.IfTrue : one.IfFalse;
                    break;
                case 0x35:
                    at += accumulator >= one.Operand ? one.IfTrue : one.IfFalse;
                    break;
                default:
                    return one.Operand;
            }
        }
    }
}
