using System.Globalization;
using LinuxPatchApi.Fuzz;

namespace LinuxPatchApi.Fuzz.Tests;

/// <summary>Every fuzz target on its corpus and on a fixed number of changed inputs, the same ones every time. <c>make fuzz</c> goes on
/// from there with coverage.</summary>
public sealed class ReplayTests
{
    /// <summary>How much of it: <c>make test</c> says 8, which makes about ten seconds each on one core.</summary>
    private static readonly int Factor = int.Parse(
        Environment.GetEnvironmentVariable("LPA_FUZZ_FACTOR") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>About one second of one core each.</summary>
    public static TheoryData<string, int> Targets => new()
    {
        { "head", 120_000 },
        { "chunked", 250_000 },
        { "connection", 35_000 },
        { "target", 600_000 },
        { "json", 100_000 },
        { "dbus-message", 300_000 },
        { "yaml", 60_000 },
        { "allow-list", 60_000 },
        { "package-id", 600_000 },
        { "dpkg", 90_000 },
        { "crl", 90_000 },
        { "pem", 1_000 },
        { "openpgp", 10_000 },
        { "manager", 10_000 },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_and_mutations_hold_every_invariant(string name, int mutations)
    {
        var target = FuzzTarget.All.Single(candidate => candidate.Name == name);
        Assert.True(Replay.Run(target, mutations * Factor) > mutations * Factor);
    }

    [Fact]
    public void Every_target_is_replayed() =>
        Assert.Equal(FuzzTarget.All.Select(target => target.Name).Order(), Targets.Select(row => row.Data.Item1).Order());
}
