using LinuxPatchApi.Packages.Activity;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Activity;

public sealed class ProcessTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1 (systemd) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 77 1 2", "systemd", 77L)]
    [InlineData("9 (a (b) c) R 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 1 2", "a (b) c", 123456L)]
    public void Name_may_hold_parentheses_and_the_start_is_the_22nd_field(string stat, string command, long start) =>
        Assert.Equal((command, start), ProcessTable.Parse(stat));

    [Theory]
    [InlineData("")]
    [InlineData("1 systemd S 0")]
    [InlineData("1 (systemd) S 0 1")]
    public void Anything_else_is_nothing(string stat) => Assert.Null(ProcessTable.Parse(stat));

    [Fact]
    public void Process_of_this_machine_is_as_old_as_it_is()
    {
        var clock = new FakeTimeProvider(Now);
        var table = new ProcessTable("/proc", clock);
        var own = table.Find(Environment.ProcessId)!.Value;
        Assert.Equal(Now, own.Since);
        Assert.NotEqual("", own.Command);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Now, table.Find(Environment.ProcessId)!.Value.Since);
        Assert.True(table.Find(1)!.Value.Since < Now);
        Assert.Null(table.Find(int.MaxValue));
    }
}
