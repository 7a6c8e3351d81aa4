using LinuxPatchApi.Checks;
using LinuxPatchApi.Hardening;

namespace LinuxPatchApi.Tests.Hardening;

public sealed class SandboxTests
{
    private static readonly string[] Tight = ["Name:\tagent", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2",
        "Seccomp_filters:\t9"];
    private static readonly string[] Loose = ["CapBnd:\t000001ffffffffff", "NoNewPrivs:\t0", "Seccomp:\t0"];
    private const string Writable = "21 1 0:20 / / rw,relatime shared:1 - overlay overlay rw";
    private const string ReadOnly = "21 1 0:20 / / ro,relatime master:1 - overlay overlay rw";

    [Fact]
    public void What_the_kernel_tells_is_read()
    {
        Assert.Equal(new Sandbox(0, true, true, true), Sandbox.Of(Tight, [Writable, ReadOnly]));
        Assert.Equal(new Sandbox(0x1ffffffffff, false, false, false),
            Sandbox.Of(Loose, [Writable, "22 21 0:21 / /proc ro - proc proc rw"]));
        Assert.Equal(new Sandbox(null, null, null, null), Sandbox.Of([], ["", "nonsense"]));
    }

    [Fact]
    public void Usr_of_its_own_decides_over_the_root() =>
        Assert.True(Sandbox.Of(
            Tight, [Writable, "30 21 0:20 /usr /usr ro - overlay overlay rw", "31 21 0:22 / /usr/local rw - tmpfs tmpfs rw"]).ReadOnly);

    [Fact]
    public void This_process_can_be_read() => Assert.NotNull(Sandbox.Read().Capabilities);

    [Fact]
    public void A_process_that_is_not_there_is_unknown() => Assert.Equal(new Sandbox(null, null, null, null), Sandbox.Read("/proc/0"));

    [Fact]
    public void Check_is_ok_only_when_all_is_in_force()
    {
        Assert.Equal(CheckStatus.Ok, Check(Tight, ReadOnly).Status);
        var container = Check(Tight, Writable, container: "lxc");
        Assert.Equal(CheckStatus.Warning, container.Status);
        Assert.Contains("allow nesting", container.Remedy);
        Assert.Contains("drop-ins", Check(Tight, Writable).Remedy);
        Assert.Contains("more than it needs", Check(Loose, ReadOnly).Problem);
        Assert.Contains("no seccomp here", Check(Tight, ReadOnly, "no seccomp here").Problem);
    }

    private static CheckResult Check(string[] status, string mount, string? refused = null, string? container = null) =>
        SandboxCheck.Judge(Sandbox.Of(status, [mount]), refused is null ? [] : [refused], container);
}
