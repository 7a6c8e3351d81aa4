using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Host.Reboots;

/// <summary>A container whose /proc shows another boot id inside the unit's sandbox than outside.</summary>
public sealed class BootMarkTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public BootMarkTests()
    {
        foreach (var directory in (string[])["proc/sys/kernel/random", "proc/1", "run/systemd"])
        {
            Directory.CreateDirectory(_root.File(directory));
        }

        _root.Write("run/systemd/container", "systemd-nspawn\n");
        Boot("kernel", 250);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Case59_Id_of_the_boot_stays_when_the_sandbox_shows_another_one()
    {
        Assert.Equal("kernel-250", Id());
        Boot("container", 250);
        Assert.Equal("kernel-250", Id());
        Boot("kernel", 250);
        Assert.Equal("kernel-250", Id());
    }

    [Fact]
    public void Case59_A_start_of_the_container_on_the_same_kernel_is_another_boot()
    {
        Id();
        Boot("kernel", 9000);
        Assert.Equal("kernel-9000", Id());
        Assert.Equal("kernel-9000\n", File.ReadAllText(Mark));
    }

    [Fact]
    public void Case59_A_boot_empties_the_runtime_directory_so_an_equal_start_is_reported_apart_too()
    {
        Id();
        File.Delete(Mark);
        Boot("next-kernel", 250);
        Assert.Equal("next-kernel-250", Id());
    }

    [Fact]
    public void Case59_A_clock_that_jumps_changes_nothing()
    {
        Id();
        Boot("container", 250, kernelBoot: 2_000_000_000);
        Assert.Equal("kernel-250", Id());
    }

    [Fact]
    public void Case59_The_mark_of_the_container_may_be_hidden()
    {
        Id();
        File.Delete(_root.File("run/systemd/container"));
        Assert.Equal("kernel-250", Id());
    }

    [Fact]
    public void Case59_A_host_of_its_own_goes_by_its_kernel()
    {
        File.Delete(_root.File("run/systemd/container"));
        Assert.Equal("kernel", Id());
        Boot("next-kernel", 250);
        Assert.Equal("next-kernel", Id());
    }

    [Theory]
    [InlineData("kernel-250", 0, "kernel-250")]
    [InlineData("kernel-250", 3, "kernel-250")]
    [InlineData("kernel-250", 4, "container-250")]
    [InlineData("kernel-251", 0, "container-250")]
    [InlineData("kernel", 0, "container-250")]
    public void Case59_The_id_that_an_agent_without_marks_gave_this_boot_stays(string former, int secondsApart, string id)
    {
        Boot("container", 250);
        var booted = new HostFacts(new HostPaths(_root.Path)).BootedAt()!.Value;
        Assert.Equal(id, Id(new RebootRecord
        {
            BootId = former,
            SeenAt = booted,
            BootedAt = booted.AddSeconds(secondsApart),
            Kernel = "k",
            Cause = RebootCause.Other
        }));
    }

    [Fact]
    public void Mark_that_cannot_be_written_leaves_what_was_read()
    {
        Assert.Equal("kernel-250", BootMark.Facts(new HostPaths(_root.Path), _root.File("none/boot-id"), null).BootId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("damaged")]
    public void Damaged_mark_is_replaced(string content)
    {
        _root.Write("boot-id", content);
        Assert.Equal("kernel-250", Id());
        Assert.Equal("kernel-250\n", File.ReadAllText(Mark));
    }

    private string Mark => _root.File("boot-id");

    private string Id(RebootRecord? former = null) => BootMark.Facts(new HostPaths(_root.Path), Mark, former).BootId;

    private void Boot(string bootId, long initStarted, long kernelBoot = 1_772_366_400)
    {
        _root.Write("proc/sys/kernel/random/boot_id", bootId + "\n");
        _root.Write("proc/stat", $"cpu  1 2 3\nbtime {kernelBoot}\nprocesses 1\n");
        _root.Write("proc/1/stat", "1 (systemd) S " + string.Join(' ', Enumerable.Repeat("0", 18)) + $" {initStarted} 0 0\n");
    }
}
