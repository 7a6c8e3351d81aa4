using LinuxPatchApi.Host;

namespace LinuxPatchApi.Tests.Host;

public sealed class RebootNotesTests
{
    private static readonly RebootMarker Marker = new(default, ["libc6"], ["linux-image"]);

    [Fact]
    public void Every_test_that_gave_no_reason_is_reported()
    {
        var notes = RebootNotes.Of(null, [], null, "6.1.0-18-amd64", ["6.1.0-18-amd64"], []);
        Assert.Equal(3, notes.Count);
        Assert.Contains(notes, n => n.Contains("marker", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("package manager", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("no newer one", StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_that_gave_a_reason_are_not_reported() =>
        Assert.Empty(RebootNotes.Of(Marker, ["job 1"], null, "6.1.0-18-amd64", ["6.1.0-20-amd64"], ["/boot/x"]));

    [Fact]
    public void Container_does_not_own_its_kernel()
    {
        var notes = RebootNotes.Of(new RebootMarker(default, ["linux-image-6.1"], ["linux-image"]), [], "lxc", "6.1.0-18-amd64", [], []);
        Assert.Contains(notes, n => n.Contains("kernel packages only (linux-image-6.1)", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("container (lxc)", StringComparison.Ordinal));
    }

    [Fact]
    public void Host_without_modules_says_that_it_cannot_compare() =>
        Assert.Contains(RebootNotes.Of(Marker, ["x"], null, "6.1.0", [], []), n =>
            n.StartsWith("no installed kernel was found", StringComparison.Ordinal));

    [Fact]
    public void Case10_An_image_that_does_not_say_its_release_leaves_it_unknown()
    {
        var notes = RebootNotes.Of(Marker, ["x"], null, "6.1.0", ["6.1.0"], ["/boot/vmlinuz-linux"]);
        Assert.Contains("is not known: /boot/vmlinuz-linux does not say", Assert.Single(notes), StringComparison.Ordinal);
    }
}
