using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>30 kills here; `make crash-campaign` asks for more.</summary>
public sealed class CrashCampaignTests(CrashHost host) : IClassFixture<CrashHost>
{
    /// <summary>How many kills; and the seed of a former run, to repeat it.</summary>
    private const string KillsVariable = "LPA_CRASH_KILLS";
    private const string SeedVariable = "LPA_CRASH_SEED";

    [Fact]
    [Trait("Shows", "The truth after a kill of the agent")]
    public async Task No_kill_loses_a_job_makes_one_untrue_or_breaks_the_package_database()
    {
        var report = await new CrashCampaign(host, Number(SeedVariable) ?? Random.Shared.Next()).RunAsync(Number(KillsVariable) ?? 30);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        await File.WriteAllTextAsync(Path.Combine(TestBed.Results, "crash-campaign.txt"), report);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
