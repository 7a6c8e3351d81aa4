using System.Text;
using LinuxPatchApi.Native;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.SelfUpdate;

public sealed class SecurityLabelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>With an attribute that every user may set; a file system without such attributes copies none.</summary>
    [Fact]
    public void The_label_of_a_file_is_given_to_another()
    {
        var (from, to) = (_directory.File("from"), _directory.File("to"));
        File.WriteAllText(from, "");
        File.WriteAllText(to, "");
        var hasLabel = LibC.SetAttribute(from, "user.label", "system_u:object_r:bin_t:s0"u8);
        Assert.Equal(hasLabel, SecurityLabel.Copy(from, to, "user.label"));
        var label = new byte[100];
        var length = LibC.GetAttribute(to, "user.label", label);
        Assert.Equal(hasLabel ? "system_u:object_r:bin_t:s0" : "", Encoding.UTF8.GetString(label, 0, Math.Max(length, 0)));
    }

    [Fact]
    public void Where_there_is_no_label_nothing_is_copied()
    {
        var (from, to) = (_directory.File("from"), _directory.File("to"));
        File.WriteAllText(from, "");
        File.WriteAllText(to, "");
        Assert.False(SecurityLabel.Copy(from, to, "user.none"));
        Assert.False(SecurityLabel.Copy(_directory.File("missing"), to));
    }
}
