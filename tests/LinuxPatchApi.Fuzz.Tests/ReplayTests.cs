using LinuxPatchApi.Fuzz;

namespace LinuxPatchApi.Fuzz.Tests;

/// <summary>Every fuzz target on its corpus and on a fixed number of changed inputs, the same ones every time. <c>make fuzz</c> goes on
/// from there with coverage.</summary>
public sealed class ReplayTests
{
    /// <summary>About two to four seconds of one core each; half a minute in all.</summary>
    public static TheoryData<string, int> Targets => new()
    {
        { "head", 200_000 },
        { "chunked", 400_000 },
        { "connection", 60_000 },
        { "target", 1_000_000 },
        { "json", 150_000 },
        { "dbus-message", 500_000 },
        { "dbus-variant", 200_000 },
        { "yaml", 100_000 },
        { "allow-list", 100_000 },
        { "package-id", 1_000_000 },
        { "dpkg", 150_000 },
        { "crl", 150_000 },
        { "pem", 1_500 },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_and_mutations_hold_every_invariant(string name, int mutations)
    {
        var target = FuzzTarget.All.Single(candidate => candidate.Name == name);
        Assert.True(Replay.Run(target, mutations) > mutations);
    }

    [Fact]
    public void Every_target_is_replayed() =>
        Assert.Equal(FuzzTarget.All.Select(target => target.Name).Order(), Targets.Select(row => row.Data.Item1).Order());
}
